//! A record that was there and is lost: said as what it is, never as one that was not made, with what is left and what to do.

use std::{fs, path::Path};

use daylog_app::views::account::Stage;
use daylog_tests::harness::{Device, District, Outcome, PIN};

/// An enrolled device with two entries that the district has not received, and the server down.
fn waiting() -> (District, Device) {
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.sync();
    district.kill();
    ["one", "two"].iter().for_each(|text| drop(device.note(text)));
    (district, device)
}

fn without_pin(device: &Device, args: &[&str]) -> Outcome {
    Outcome::of(device.command(args).env_remove("DAYLOG_PIN"))
}

/// What may happen to a profile, what is said of it, and the files that must not be lost after a new enrolment.
type Loss = (&'static str, fn(&Path), &'static str, &'static [&'static str]);

const LOSSES: [Loss; 6] = [
    ("empty", |profile| fs::write(profile.join("daylog.db"), "").unwrap(), "daylog.db is empty", &["daylog.damaged-1.db"]),
    ("gone", |profile| fs::remove_file(profile.join("daylog.db")).unwrap(), "daylog.db is gone", &[]),
    (
        "only its log is left",
        |profile| {
            fs::rename(profile.join("daylog.db"), profile.join("daylog.db-wal")).unwrap();
        },
        "only the write-ahead log",
        &["daylog.damaged-1.db-wal"],
    ),
    (
        "the key is gone",
        |profile| fs::remove_file(profile.join("key.json")).unwrap(),
        "key.json is missing or damaged",
        &["damaged/1/daylog.damaged-1.db", "damaged/1/delivery-key.json"],
    ),
    (
        "the key is empty",
        |profile| fs::write(profile.join("key.json"), "").unwrap(),
        "key.json is missing or damaged",
        &["damaged/1/daylog.damaged-1.db", "damaged/1/key.json"],
    ),
    (
        "key and database are gone",
        |profile| {
            fs::remove_file(profile.join("key.json")).unwrap();
            fs::remove_file(profile.join("daylog.db")).unwrap();
        },
        "daylog.db is gone",
        &["damaged/1/delivery-key.json"],
    ),
];

#[test]
fn a_lost_record_is_said_to_be_lost_what_is_encrypted_goes_on_and_a_new_one_takes_nothings_place() {
    for (what, lose, said, kept) in LOSSES {
        let (mut district, device) = waiting();
        lose(device.profile());
        for args in [
            &["today"][..],
            &["diary"],
            &["status"],
            &["sync"],
            &["sign-out"],
            &["recover"],
            &["log", "note", "--household", "YJ-001", "--text", "words"],
        ] {
            let outcome = device.run(args);
            let words = outcome.fix();
            assert!(words.contains(said) && words.contains("2 unsent entries lie encrypted"), "{what}, {args:?}: {words}");
            assert!(!words.contains("not enrolled yet") && !words.contains("no record in"), "{what}: {words}");
        }
        let rescue = device.profile().with_file_name("out.daylog-rescue");
        let rescued = without_pin(&device, &["rescue", rescue.to_str().unwrap(), "--format", "json"]).json();
        assert_eq!((rescued["entries"].as_u64(), rescued["pieces"].as_u64()), (Some(2), Some(1)), "{what}");
        district.start();
        assert_eq!(without_pin(&device, &["deliver", "--format", "json"]).json()["delivered"], 1, "{what}");
        let words = device.run(&["today"]);
        assert!(words.fix().contains("nothing waits encrypted"), "{what}: {}", words.stderr);

        device.json(&["enrol", &district.invite("张如彬")]);
        for name in kept {
            assert!(device.profile().join(name).exists(), "{what}: {name} is kept");
        }
        device.sync();
        assert_eq!(device.diary().len(), 2, "{what}: what was delivered is back, once");
        device.note("after");
        assert_eq!(device.sync().0, 1, "{what}");
    }
}

#[test]
fn what_was_not_delivered_before_a_new_enrolment_goes_with_the_new_record() {
    let (mut district, device) = waiting();
    fs::write(device.profile().join("daylog.db"), "").unwrap();
    district.start();
    let enrolled = Outcome::of(device.command(&["enrol", &district.invite("张如彬")]).env("DAYLOG_PIN", "97531864"));
    assert_eq!(enrolled.code, 0, "another PIN is as good: {}", enrolled.stderr);
    let kept = device.profile().join("damaged/1");
    assert!(kept.join("key.json").exists() && kept.join("daylog.damaged-1.db").exists());
    let again = |args: &[&str]| Outcome::of(device.command(args).env("DAYLOG_PIN", "97531864")).json();
    again(&["sync", "--format", "json"]);
    assert_eq!(again(&["sync", "--format", "json"])["pending"], 0);
    assert_eq!(again(&["diary", "--date", "2020-02-27", "--format", "json"]).as_array().unwrap().len(), 2);
    assert_ne!(PIN, "97531864");
}

#[test]
fn a_new_enrolment_that_fails_says_what_is_still_sealed() {
    let (mut district, device) = waiting();
    district.start();
    let invite = district.invite("张如彬");
    district.kill();
    fs::write(device.profile().join("daylog.db"), "").unwrap();
    let failed = device.run(&["enrol", &invite]);
    assert_ne!(failed.code, 0);
    for args in [&["today"][..], &["diary"], &["sync"], &["status"]] {
        let words = device.run(args);
        assert!(words.fix().contains("2 unsent entries lie encrypted"), "{args:?}: {}", words.stderr);
    }
    let start = device.open().start().unwrap();
    assert_eq!((start.stage, start.encrypted), (Stage::NotEnrolled, 2));
    district.start();
    device.json(&["enrol", &invite]);
    // The first hands over, the second brings back.
    device.sync();
    device.sync();
    assert_eq!((device.diary().len(), device.open().start().unwrap().encrypted), (2, 0));
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_not_a_device_without_a_record() {
    let device = Device::new();
    fs::write(device.profile(), "a file where the folder should be").unwrap();
    let outcome = device.run(&["today"]);
    assert!(outcome.fix().contains("The profile's folder cannot be used"), "{}", outcome.stderr);
}

#[test]
fn a_pin_that_was_chosen_and_no_more_is_no_loss() {
    let district = District::new();
    let device = Device::new();
    fs::create_dir(device.profile()).unwrap();
    let files = daylog_store::key_file::KeyFiles::in_folder(device.profile());
    files.create(PIN, None, &mut daylog_store::SystemRandom).unwrap();
    fs::write(device.profile().join("daylog.db"), "").unwrap();
    device.json(&["enrol", &district.invite("张如彬")]);
    device.note("first");
    assert_eq!(device.sync().0, 1);
}
