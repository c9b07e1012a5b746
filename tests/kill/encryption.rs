//! A plain district from before databases were encrypted, killed while it is encrypted where it is. The copy, the renaming and
//! the key lie past SQLite, where the disk that can fail does not reach: here they are cut by the size that files reach.

use std::path::Path;

use daylog_tests::{
    harness::{DATE, Seeded},
    versions,
};

use crate::command::{killed, kills, must, names, text};

const WITHIN_MICROS: u64 = 250_000;

/// The entries of the fixture's day, and that everything is whole.
fn held(place: &[&str]) -> String {
    must(&[&["verify"], place].concat());
    must(&[&["diary", "--date", DATE, "--format", "json"], place].concat()).stdout
}

fn before(folder: &Path) {
    versions::copy_folder(&versions::all()[0].join("server"), folder);
}

#[test]
fn a_district_killed_while_it_is_encrypted_opens_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Seeded::new(20200401);
    for elsewhere in [false, true] {
        let mut all = None;
        let (mut cuts, mut came_through) = (0, 0);
        for (number, kill) in kills(48, WITHIN_MICROS, &mut random).into_iter().enumerate() {
            if came_through > 0 && matches!(kill, crate::command::Kill::Grown(_)) {
                continue;
            }
            let data = folder.path().join(format!("district-{elsewhere}-{number}"));
            let key = folder.path().join(format!("stick-{elsewhere}-{number}.key"));
            before(&data);
            let mut place = vec!["--data", text(&data)];
            place.extend(if elsewhere { vec!["--key-file", text(&key)] } else { Vec::new() });
            if killed(&[&["verify"], place.as_slice()].concat(), &data, kill) {
                cuts += 1;
            } else {
                came_through += 1;
            }
            let found = held(&place);
            assert_eq!(&found, all.get_or_insert_with(|| found.clone()), "{kill:?}");
            let left: Vec<_> = names(&data).into_iter().filter(|name| name.contains(".encrypting") || name.ends_with(".part")).collect();
            assert_eq!(left, [""; 0], "{kill:?}");
        }
        assert!(all.unwrap().len() > 100 && cuts > 5, "{cuts} cuts");
        eprintln!("key elsewhere: {elsewhere}, {cuts} kills, {came_through} runs came through");
    }
}
