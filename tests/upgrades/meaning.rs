//! Every fixture of every version still reads, and says what it said when it was made.

use std::fs;

use daylog_tests::versions::{self, Program, dump};

#[test]
fn every_fixture_of_every_version_still_reads_and_means_the_same() {
    let versions = versions::all();
    assert!(!versions.is_empty());
    for (version, program) in versions.into_iter().flat_map(|version| Program::ALL.map(|program| (version.clone(), program))) {
        let of = format!("{} by {program:?}", versions::name(&version));
        for (name, says) in dump::all(&version, program) {
            let said = fs::read_to_string(version.join("dumps").join(&name)).unwrap();
            for (number, (said, says)) in said.lines().zip(says.lines()).enumerate() {
                assert_eq!(says, said, "{of}, line {} of {name}", number + 1);
            }
            assert_eq!(says.lines().count(), said.lines().count(), "{of}, {name}");
        }
    }
}
