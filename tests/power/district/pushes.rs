//! Pushes, whole, repeated and forked, and a device whose own power goes while it syncs.

use std::collections::BTreeMap;

use daylog_testkit::disk::{Disk, Folder};
use daylog_tests::parts::{Device, START, sound_district};

use super::{Before, Said, append, check, device, enrolled, running, start, sync};
use crate::cuts::{at_every_change, disk_with};

/// The first device of before writes this and syncs, with the district's power going at every change.
fn one_sync(name: &str, before: &Before, work: &[&str]) {
    let late = |device: &mut Device| append(device, 1, work);
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let mut device = device(&before.devices[0]);
        late(&mut device);
        sync(&mut device, &district, said);
    };
    at_every_change(name, &before.district, operation, |disk, said| check(disk, said, before, late));
}

#[test]
fn the_first_push_of_a_log() {
    one_sync("first push", &enrolled([0, 0]), &["a", "b", "c"]);
}

#[test]
fn pushes_one_after_the_other_and_a_page_between() {
    let before = enrolled([4, 3]);
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let [mut first, mut second] = [0, 1].map(|place| device(&before.devices[place]));
        append(&mut first, 2, &["a"]);
        append(&mut second, 1, &["b1", "b2"]);
        if sync(&mut first, &district, said) && sync(&mut second, &district, said) {
            append(&mut first, 1, &["c"]);
            sync(&mut first, &district, said);
        }
    };
    // What was acknowledged of the copies that pushed is held; the devices of before bring the rest.
    at_every_change("pushes", &before.district, operation, |disk, said| check(disk, said, &before, |_| {}));
}

#[test]
fn a_push_whose_answer_was_lost_comes_again() {
    let before = enrolled([2, 0]);
    let late = |device: &mut Device| append(device, 1, &["a", "b"]);
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let mut device = device(&before.devices[0]);
        late(&mut device);
        let (engine, backoff, reading) = (device.engine.clone(), device.backoff, device.reading(START));
        let request = engine.request(device.store(), backoff, reading).unwrap();
        if district.answer(&request.body).is_ok() {
            said.steps += 1;
            sync(&mut device, &district, said);
        }
    };
    at_every_change("repeated push", &before.district, operation, |disk, said| check(disk, said, &before, late));
}

#[test]
fn a_fork_and_the_new_log_of_its_branch() {
    let before = enrolled([5, 0]);
    // The copy goes on with the log; the device of before has other work at the same numbers.
    let mut district = running(&disk_with(&before.district));
    let mut copy = device(&before.devices[0]);
    append(&mut copy, 1, &["of the copy 1", "of the copy 2"]);
    copy.sync(&district).unwrap();
    district.stop();
    let forked = Before { district: district.disk.copy(), ..before };
    one_sync("fork", &forked, &["own 1", "own 2", "own 3"]);
}

#[test]
fn a_device_whose_power_goes_in_the_middle_of_a_sync() {
    let before = enrolled([3, 9]);
    let with_work = {
        let mut first = device(&before.devices[0]);
        append(&mut first, 1, &["a", "b"]);
        first.stop();
        first.disk.copy()
    };
    // Here the disk that fails is the device's.
    let operation = |disk: &Disk, said: &mut BTreeMap<[u8; 16], (u64, Option<Folder>)>| {
        let mut district = running(&disk_with(&before.district));
        let mut first = Device::on(disk.clone(), 7);
        if first.start().is_ok() {
            let _may_fail = first.sync(&district);
        }
        first.stop();
        district.stop();
        said.insert([0; 16], (0, Some(district.disk.copy())));
    };
    at_every_change("device in a sync", &with_work, operation, |disk, said| {
        let district = running(&disk_with(said[&[0; 16]].1.as_ref().unwrap()));
        // The same bytes in the same millisecond would be taken for a recording.
        district.pass_ms(1);
        let mut first = Device::on(disk.clone(), 8);
        first.start().unwrap();
        first.sync(&district).unwrap();
        let mut shown = first.shown();
        shown.sort_unstable();
        shown.dedup();
        assert_eq!((shown.len(), first.shown().len()), (14, 14), "{shown:?}");
        assert_eq!(first.open().pending().unwrap(), 0);
        sound_district(&district);
    });
}
