//! The power goes while an old file is brought up to date by a program of a version to come, at every change of the disk: the
//! file is good afterwards.

use std::{fs, path::Path};

use daylog_backup::folder::{DATABASE, Folder};
use daylog_storage::Database;
use daylog_store::{Store, StoreError, SystemRandom};
use daylog_testkit::disk::{Disk, Survival};
use daylog_tests::versions::{Device, District, Program, all, dump, unlocked};

use crate::copy_of;

const OUTCOMES: [Survival; 4] = [Survival::Nothing, Survival::Everything, Survival::Seeded(1), Survival::Seeded(2)];

#[test]
fn an_upgrade_of_a_profile_that_is_cut_off_anywhere_is_done_again_and_loses_nothing() {
    let mut cuts = 0;
    for version in all() {
        let folder = version.join("profile");
        let key = unlocked(copy_of(&version, "profile").path());
        let file = fs::read(folder.join("daylog.db")).unwrap();
        let said = fs::read_to_string(version.join("dumps/profile.txt")).unwrap();
        for (change, outcome) in (1..).map(|change| (change, OUTCOMES[change % OUTCOMES.len()])) {
            let disk = Disk::new();
            disk.put("daylog.db", file.clone());
            disk.cut_after(change as u64);
            let opened = Store::open_with_steps(disk.folder(), &key, Box::new(SystemRandom), Program::Later.device_steps()).map(drop);
            if !disk.is_down() {
                assert!(opened.is_ok());
                break;
            }
            assert!(!matches!(opened, Err(StoreError::Damaged { .. })), "a cut is not taken for damage: {opened:?}");
            disk.reboot(outcome);
            assert_eq!(
                dump::profile(&mut Device::with_key(disk.folder(), &key, Program::Later)),
                said,
                "after change {change} with {outcome:?}"
            );
            cuts += 1;
        }
    }
    assert!(cuts > 20, "the power was cut {cuts} times only");
}

#[test]
fn an_upgrade_of_a_district_that_is_cut_off_anywhere_is_done_again_and_loses_nothing() {
    let mut cuts = 0;
    for version in all() {
        let said = fs::read_to_string(version.join("dumps/server.txt")).unwrap();
        let folder = copy_of(&version, "server");
        let key = Folder::at(folder.path()).unwrap().database_key().unwrap();
        for (change, outcome) in (1..).map(|change| (change, OUTCOMES[change % OUTCOMES.len()])) {
            let disk = Disk::new();
            put_district(&disk, folder.path());
            disk.cut_after(change as u64);
            let opened = Database::open_with_steps(&disk.path(DATABASE), &key, Program::Later.district_steps()).map(drop);
            if !disk.is_down() {
                assert!(opened.is_ok());
                break;
            }
            disk.reboot(outcome);
            let says = dump::district(&District::by(Program::Later, disk.folder()), daylog_tests::versions::DATE.parse().unwrap());
            assert_eq!(says, said, "after change {change} with {outcome:?}");
            cuts += 1;
        }
    }
    assert!(cuts > 20, "the power was cut {cuts} times only");
}

/// The database on the disk that can fail, everything else in the real folder.
fn put_district(disk: &Disk, from: &Path) {
    for file in fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".db") {
            disk.put(&name, fs::read(&path).unwrap());
        } else {
            fs::copy(&path, disk.path(&name)).unwrap();
        }
    }
}
