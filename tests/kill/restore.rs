//! `daylog-server restore` killed: there is no district then, or a whole one, and the same command does it the next time.

use daylog_tests::harness::{Device, District, Seeded};

use crate::{
    backup::held,
    command::{Kill, killed, kills, must, names, text},
};

const WITHIN_MICROS: u64 = 400_000;

#[test]
fn a_restore_that_was_killed_is_undone_or_whole_and_can_be_run_again() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(20200403);
    (0..10).for_each(|number| drop(device.note(&format!("entry {number} {}", random.words(1900)))));
    device.sync();
    let acknowledged = held(&["--data", text(&district.data())]);
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join("backups");
    must(&["backup", "--data", text(&district.data()), "--to", text(&backups)]);
    let backup = backups.join(names(&backups).into_iter().find(|name| name.ends_with(".backup")).unwrap());
    let kit = district.kit();
    for elsewhere in [false, true] {
        let (mut cuts, mut came_through) = (0, 0);
        for (number, kill) in kills(64, WITHIN_MICROS, &mut random).into_iter().enumerate() {
            if came_through > 0 && matches!(kill, Kill::Grown(_)) {
                continue;
            }
            let place = folder.path().join(format!("place-{elsewhere}-{number}"));
            std::fs::create_dir(&place).unwrap();
            let (data, key) = (place.join("district"), place.join("stick.key"));
            let mut whereto = vec!["--data", text(&data)];
            whereto.extend(if elsewhere { vec!["--key-file", text(&key)] } else { Vec::new() });
            let restore = [&["restore", "--from", text(&backup), "--kit", text(&kit)], whereto.as_slice()].concat();
            if killed(&restore, &place, kill) {
                cuts += 1;
            } else {
                came_through += 1;
            }
            if !data.exists() {
                must(&restore);
            }
            assert_eq!(held(&whereto), acknowledged, "{kill:?}");
            // Keys of the district lie in what a killed run left.
            let expected: &[&str] = if elsewhere { &["district", "stick.key"] } else { &["district"] };
            assert_eq!(names(&place), expected, "{kill:?}");
        }
        assert!(cuts > 5, "{cuts} cuts");
        eprintln!("key elsewhere: {elsewhere}, {cuts} kills, {came_through} runs came through");
    }
}
