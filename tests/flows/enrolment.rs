//! Enrolment that is refused says why, leaves nothing half done, and works as soon as the invite is right.

use std::fs;

use daylog_tests::harness::{Device, District, Outcome};

/// The same link with another secret.
fn with_secret(link: &str, secret: &str) -> String {
    let (rest, _) = link.rsplit_once("&secret=").unwrap();
    format!("{rest}&secret={secret}")
}

/// Refused with these words; then enrolled with a good invite and the same PIN.
fn refused_then_enrolled(device: &Device, district: &District, bad: &str, words: &str) {
    let outcome = device.run(&["enrol", bad]);
    assert!(outcome.fix().contains(words), "{}", outcome.stderr);
    assert!(device.run(&["today"]).fix().contains("not enrolled yet"));
    assert!(device.run(&["sync"]).fix().contains("not enrolled yet"));
    assert_eq!(device.json(&["enrol", &district.invite("张如彬")])["name"], "张如彬");
    device.note("works");
    device.sync();
}

#[test]
fn an_invite_that_the_district_does_not_know_is_refused() {
    let district = District::new();
    let bad = with_secret(&district.invite("张如彬"), "0123456789");
    refused_then_enrolled(&Device::new(), &district, &bad, "does not know this invite");
}

#[test]
fn an_enrolment_that_is_cut_off_before_the_recovery_copy_is_kept_is_done_again_with_the_same_invite() {
    let district = District::new();
    let link = district.invite("张如彬");
    let device = Device::new();
    assert_ne!(device.run(&["enrol", &with_secret(&link, "0123456789")]).code, 0);
    // The key file cannot be written anew: a folder stands in the way.
    let in_the_way = device.profile().join("key.new");
    fs::create_dir(&in_the_way).unwrap();
    assert_ne!(device.run(&["enrol", &link]).code, 0);
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(device.json(&["enrol", &link])["name"], "张如彬");
    let key_file: serde_json::Value = serde_json::from_slice(&fs::read(device.profile().join("key.json")).unwrap()).unwrap();
    assert!(key_file["recovery"].is_object(), "the district can open the record when the PIN is forgotten");
}

#[test]
fn an_invite_that_another_device_has_used_is_refused() {
    let district = District::new();
    let link = district.invite("张如彬");
    let _first = Device::enrolled(&link);
    refused_then_enrolled(&Device::new(), &district, &link, "another device has used this invite");
}

#[test]
fn an_expired_invite_is_refused() {
    let mut district = District::new();
    let link = district.invite("张如彬");
    district.kill();
    district.now = "2020-03-02T21:00:00+08:00".to_owned();
    district.start();
    refused_then_enrolled(&Device::new(), &district, &link, "the invite has expired");
}

#[test]
fn a_server_of_another_district_is_not_believed() {
    let district = District::new();
    let other = District::new();
    let link = district.invite("张如彬").replace(&district.port().to_string(), &other.port().to_string());
    refused_then_enrolled(&Device::new(), &district, &link, "not the district's");
}

#[test]
fn an_enrolled_device_does_not_talk_to_another_districts_server_at_its_address() {
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("kept");
    district.kill();
    let mut other = District::empty();
    other.serve_on(district.port());
    assert!(device.run(&["sync"]).fix().contains("not the district's"));
    assert_eq!(device.pending(), 1);
    other.kill();
    district.start();
    device.sync();
}

#[test]
fn a_mistyped_invite_or_a_short_pin_leaves_no_profile_behind() {
    let district = District::new();
    let device = Device::new();
    assert!(device.run(&["enrol", "daylog://enrol?address=10.0.0.1"]).fix().contains("neither an invite link"));
    assert!(!device.profile().exists());
    let link = district.invite("张如彬");
    let short = Outcome::of(device.command(&["enrol", &link]).env("DAYLOG_PIN", "1234567"));
    assert!(short.fix().contains("8 digits"));
    let left: Vec<_> =
        fs::read_dir(device.profile()).map(|files| files.map(|file| file.unwrap().file_name()).collect()).unwrap_or_default();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
    device.json(&["enrol", &link]);
}

#[test]
fn a_wrong_pin_is_refused_slows_down_and_destroys_nothing() {
    let district = District::new();
    let mut device = Device::enrolled(&district.invite("张如彬"));
    device.note("kept");
    let with_pin = |pin: &str| Outcome::of(device.command(&["diary"]).env("DAYLOG_PIN", pin));
    let mut answers: Vec<String> = (0..8).map(|_| with_pin("13571357").fix().to_owned()).collect();
    assert!(answers[0].contains("the PIN is wrong (1 in a row)"), "{answers:?}");
    assert!(answers.pop().unwrap().contains("Wait"), "{answers:?}");
    // The wait is counted by the device's clock.
    device.now = "2020-02-28T21:00:00+08:00".to_owned();
    assert_eq!(device.diary()[0]["text"], "kept");
}
