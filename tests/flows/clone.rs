//! A profile that was copied, as a backup program or a cloned phone does it: both copies work on.

use daylog_tests::harness::{DATE, Device, District};

use crate::sorted;

fn all_have(devices: &[&Device], district: &District, texts: &[&str]) {
    let mut expected: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    expected.sort();
    for device in devices {
        assert_eq!(sorted(&device.diary(), "text"), expected, "on a device");
    }
    let at_the_district = district.diary(DATE);
    assert_eq!(at_the_district.len(), expected.len(), "{at_the_district:?}");
    let mut ids = sorted(&at_the_district, "entry");
    ids.dedup();
    assert_eq!(ids.len(), expected.len());
}

#[test]
fn two_copies_of_one_profile_lose_nothing_and_send_nothing_twice() {
    let district = District::new();
    let first = Device::enrolled(&district.invite("张如彬"));
    first.note("before the copy");
    first.sync();
    let second = first.copied();
    for round in ["one", "two", "three"] {
        first.note(&format!("first {round}"));
        second.note(&format!("second {round}"));
        first.sync();
        second.sync();
    }
    first.sync();
    all_have(
        &[&first, &second],
        &district,
        &["before the copy", "first one", "first two", "first three", "second one", "second two", "second three"],
    );
}

#[test]
fn what_waited_when_the_copy_was_made_arrives_once() {
    let district = District::new();
    let first = Device::enrolled(&district.invite("张如彬"));
    first.note("received before");
    first.sync();
    first.note("waited");
    let second = first.copied();
    first.note("first alone");
    second.note("second alone");
    second.sync();
    first.sync();
    second.sync();
    all_have(&[&first, &second], &district, &["received before", "waited", "first alone", "second alone"]);
}

#[test]
fn a_copy_made_before_the_first_sync_works_too() {
    let mut district = District::new();
    let first = Device::enrolled(&district.invite("张如彬"));
    district.kill();
    first.note("waited");
    let second = first.copied();
    first.note("first alone");
    second.note("second alone");
    district.start();
    first.sync();
    second.sync();
    first.sync();
    all_have(&[&first, &second], &district, &["waited", "first alone", "second alone"]);
}

#[test]
fn a_profile_restored_from_an_older_copy_gets_back_what_it_had_sent() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("before the backup");
    device.sync();
    let backup = device.copied();
    device.note("after the backup");
    device.sync();
    drop(device);
    backup.note("after the restore");
    backup.sync();
    all_have(&[&backup], &district, &["before the backup", "after the backup", "after the restore"]);
}
