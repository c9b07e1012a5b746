//! A file with entries that wait, brought up to a version to come while the power goes.

use std::fs;

use daylog_store::key_file::Key;
use daylog_testkit::disk::Disk;
use daylog_tests::{
    parts::{Device, START, sound_device},
    versions::{self, Program},
};

use crate::cuts::{at_every_change, prepared};

fn on(disk: &Disk, key: &Key) -> Device {
    let mut device = Device::on(disk.clone(), 1);
    (device.key, device.steps) = (key.clone(), Program::Later.device_steps());
    device
}

#[test]
fn a_file_of_every_version_with_entries_that_wait() {
    let profiles = versions::all().into_iter().flat_map(|version| ["profile-before", "profile"].map(|profile| version.join(profile)));
    for folder in profiles {
        // Unlocking counts tries beside the key: a fixture stays as it is.
        let copy = tempfile::tempdir().unwrap();
        versions::copy_folder(&folder, copy.path());
        let key = versions::unlocked(copy.path());
        let before = prepared(|disk| disk.put("daylog.db", fs::read(folder.join("daylog.db")).unwrap()));
        let texts = |disk: &Disk| {
            let mut device = on(disk, &key);
            device.start().unwrap();
            (device.open().pending().unwrap(), device.open().waiting().unwrap().len(), device.open().log().unwrap().last)
        };
        let whole = texts(&crate::cuts::disk_with(&before));
        assert!(whole.0 > 0, "nothing waits in {}", folder.display());
        let operation = |disk: &Disk, (): &mut ()| drop(on(disk, &key).start());
        at_every_change(&versions::name(&folder), &before, operation, |disk, ()| {
            assert_eq!(texts(disk), whole);
            sound_device(disk, &key);
            let mut device = on(disk, &key);
            device.start().unwrap();
            device.append(START, 1, &["afterwards".to_owned()]).unwrap();
        });
    }
}
