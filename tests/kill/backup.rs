//! `daylog-server backup` killed beside a serving district: what lies there under a backup's name is a whole one.

use std::collections::BTreeSet;

use daylog_tests::harness::{DATE, Device, District, Seeded};

use crate::command::{Kill, instants, killed, kills, must, names, text};

const WITHIN_MICROS: u64 = 400_000;
/// How long the backup's own file is written, about.
const WRITING_MICROS: u64 = 5_000;

/// Everything that the district in this folder holds, each once; and that it is whole.
pub fn held(place: &[&str]) -> BTreeSet<String> {
    must(&[&["verify"], place].concat());
    let diary = must(&[&["diary", "--date", DATE, "--format", "json"], place].concat()).json();
    let entries: Vec<_> = diary.as_array().unwrap().iter().map(|line| line["entry"].as_str().unwrap().to_owned()).collect();
    let once: BTreeSet<_> = entries.iter().cloned().collect();
    assert_eq!(once.len(), entries.len(), "an entry stands twice");
    once
}

#[test]
fn a_backup_that_was_killed_is_whole_or_not_there_and_the_district_serves_on() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let folder = tempfile::tempdir().unwrap();
    let (backups, data, kit) = (folder.path().join("backups"), district.data(), district.kit());
    let mut random = Seeded::new(20200402);
    let (mut acknowledged, mut judged, mut cuts, mut came_through) = (BTreeSet::new(), BTreeSet::new(), 0, 0);
    // Enough that writing it takes some time.
    device.save_many(&(0..150).map(|number| format!("before {number} {}", random.words(1900))).collect::<Vec<_>>());
    device.sync();
    acknowledged.extend(held(&["--data", text(&data)]));
    let seen: Vec<_> = (0..2 * instants()).map(|_| Kill::Seen(random.below(WRITING_MICROS))).collect();
    for (number, kill) in kills(400, WITHIN_MICROS, &mut random).into_iter().chain(seen).enumerate() {
        if came_through > 0 && matches!(kill, Kill::Grown(_)) {
            continue;
        }
        acknowledged.insert(device.note(&format!("entry {number} {}", random.words(500))));
        device.sync();
        if killed(&["backup", "--data", text(&data), "--to", text(&backups)], &backups, kill) {
            cuts += 1;
        } else {
            came_through += 1;
        }
        assert_eq!(held(&["--data", text(&data)]), acknowledged, "{kill:?}");
        for name in names(&backups).into_iter().filter(|name| name.ends_with(".backup")) {
            if judged.insert(name.clone()) {
                let restored = folder.path().join(format!("restored-{number}"));
                must(&["restore", "--from", text(&backups.join(&name)), "--kit", text(&kit), "--data", text(&restored)]);
                assert_eq!(held(&["--data", text(&restored)]), acknowledged, "{kill:?}: {name}");
            }
        }
    }
    assert!(cuts > 5, "{cuts} cuts");
    must(&["backup", "--data", text(&data), "--to", text(&backups)]);
    let is_kept = |name: &String| name.ends_with(".backup") || name.ends_with("-checkpoint") || name == "purge-orders";
    let left: Vec<_> = names(&backups).into_iter().filter(|name| !is_kept(name)).collect();
    assert_eq!(left, [""; 0], "what killed runs left is cleared away");
    let left: Vec<_> = names(&data).into_iter().filter(|name| name.starts_with("backup.") && name != "backup.lock").collect();
    assert_eq!(left, [""; 0]);
    eprintln!("{cuts} kills, {came_through} runs came through, {} whole backups judged", judged.len());
}
