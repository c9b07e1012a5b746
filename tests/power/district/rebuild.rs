//! Projections that are made again from the segments, also where something of them was lost.

use daylog_backup::verify::{self, Finding};
use daylog_district::rebuild;
use daylog_storage::params;
use daylog_testkit::disk::Disk;
use daylog_tests::parts::{District, sound_district};

use super::{append, device, enrolled, running, start};
use crate::cuts::{at_every_change, disk_with};

fn findings(district: &District) -> Vec<Finding> {
    verify::verify(&district.server().database).unwrap().findings
}

#[test]
fn projections_are_made_again_whole_or_stay_as_they_were() {
    let before = enrolled([5, 4]);
    let mut district = running(&disk_with(&before.district));
    let mut first = device(&before.devices[0]);
    append(&mut first, 1, &["a", "b"]);
    first.sync(&district).unwrap();
    let spoiled = "delete from entry where feed in (select feed from entry order by feed limit 3)";
    district.server().database.write(|transaction| transaction.run(spoiled, params![])).unwrap();
    let missing = findings(&district);
    assert!(missing.len() >= 3 && missing.iter().all(|finding| finding.what.is_derived()), "{missing:?}");
    district.stop();
    let operation = |disk: &Disk, is_done: &mut bool| {
        *is_done = start(disk).is_some_and(|district| rebuild::rebuild(&district.server().database).is_ok());
    };
    at_every_change("rebuild of a district", &district.disk.copy(), operation, |disk, is_done| {
        let district = running(disk);
        let found = findings(&district);
        assert!(found.is_empty() || (found == missing && !is_done), "{found:?}");
        rebuild::rebuild(&district.server().database).unwrap();
        assert_eq!(findings(&district), []);
        sound_district(&district);
    });
}
