//! A file of version 1 with entries that wait, brought up to date while the power goes.

use std::fs;

use daylog_store::key_file::Key;
use daylog_testkit::disk::Disk;
use daylog_tests::{
    parts::{Device, START, sound_device},
    versions,
};

use crate::cuts::{at_every_change, prepared};

fn on(disk: &Disk, key: &Key) -> Device {
    let mut device = Device::on(disk.clone(), 1);
    device.key = key.clone();
    device
}

#[test]
fn a_file_of_version_1_with_entries_that_wait() {
    for profile in ["profile-before", "profile"] {
        let folder = versions::all()[0].join(profile);
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
        assert!(whole.0 > 0, "nothing waits in {profile}");
        let operation = |disk: &Disk, (): &mut ()| drop(on(disk, &key).start());
        at_every_change(profile, &before, operation, |disk, ()| {
            assert_eq!(texts(disk), whole);
            sound_device(disk, &key);
            let mut device = on(disk, &key);
            device.start().unwrap();
            device.append(START, 1, &["afterwards".to_owned()]).unwrap();
        });
    }
}
