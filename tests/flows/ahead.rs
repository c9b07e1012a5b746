//! Times that a person types: an entry ahead of its time ticks nothing off anywhere, and a bare time is the last such moment.

use daylog_tests::harness::{Device, District, fixture};
use serde_json::Value;

const DATE: &str = "2020-02-27";

/// The district's roster taken in before the first check was due, and a device of the cadre.
fn morning() -> (District, Device) {
    let mut district = District::empty();
    district.now = "2020-02-26T08:00:00+08:00".to_owned();
    let imported = district.run(&["import", fixture("roster.csv").to_str().unwrap()]);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    district.start();
    let mut device = Device::enrolled(&district.invite("张如彬"));
    device.now = at("08:05");
    device.sync();
    (district, device)
}

fn at(time: &str) -> String {
    format!("{DATE}T{time}:00+08:00")
}

/// The states of the day's four checks of the seed's household.
fn states(device: &Device, date: &str) -> Vec<String> {
    let rows = device.json(&["today", "--date", date]);
    rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap().to_owned()).collect()
}

fn temperature(device: &Device, more: &[&str]) -> Value {
    device.json(&[&["log", "temperature", "--resident", "安某", "--celsius", "36.4"], more].concat())
}

#[test]
fn a_quarantine_cannot_be_filled_in_in_one_sitting() {
    let (district, mut device) = morning();
    let evening = temperature(&device, &["--at", "2020-02-27T18:00"]);
    assert_eq!((evening["ahead"].as_bool(), evening["late"].as_bool()), (Some(true), Some(false)), "{evening}");
    for day in 28..=29 {
        temperature(&device, &["--at", &format!("2020-02-{day}T10:50")]);
        let seal = ["log", "seal", "--household", "YJ-001", "--state", "intact", "--at", &format!("2020-02-{day}T20:15")];
        assert_eq!(device.json(&seal)["ahead"], true);
    }
    assert_eq!(states(&device, DATE), ["later", "later", "later", "later"]);
    let text = device.run(&["log", "temperature", "--resident", "安某", "--normal", "--at", "2020-02-27T18:00"]).stdout;
    assert!(text.contains("[ahead of its time]") && text.contains("counts for no check"), "{text}");
    device.sync();
    // The claimed time comes and goes: nobody did anything then.
    device.now = at("18:10");
    assert_eq!(states(&device, DATE)[2], "overdue");
    device.now = at("23:00");
    assert_eq!(states(&device, DATE)[2], "missed");
    let held = district.diary(DATE);
    assert!(held.iter().all(|line| line["ahead"] == true && line["late"] == false), "{held:?}");
    assert_eq!(states(&device, "2020-02-28"), ["later", "later", "later", "later"]);
    // Said anew when it had happened, it counts, late.
    let id = evening["entry"].as_str().unwrap();
    let corrected = device.json(&["correct", id, "--at", "2020-02-27T18:05", "--reason", "typo"]);
    assert_eq!((corrected["ahead"].as_bool(), corrected["late"].as_bool()), (Some(false), Some(true)));
    assert_eq!(states(&device, DATE)[2], "done");
    device.sync();
    assert_eq!(district.diary(DATE).iter().filter(|line| line["ahead"] == false).count(), 1);
}

#[test]
fn a_bare_time_is_the_last_such_moment_and_the_answer_names_its_day() {
    let (_district, mut device) = morning();
    assert_eq!(temperature(&device, &["--at", "18:00"])["at"], "2020-02-26T18:00", "this evening has not come");
    device.now = "2020-02-28T00:20:00+08:00".to_owned();
    let text = device.run(&["log", "seal", "--household", "YJ-001", "--state", "intact", "--at", "20:15"]).stdout;
    assert!(text.starts_with("2020-02-27 20:15 "), "{text}");
    assert_eq!(states(&device, DATE)[3], "done");
    assert_eq!(states(&device, "2020-02-28")[3], "later", "this coming evening's seal is still to be looked at");
    let id = text.split("Saved as ").nth(1).unwrap().split(';').next().unwrap();
    let corrected = device.run(&["correct", id, "--at", "20:25", "--reason", "typo"]).stdout;
    assert!(corrected.starts_with("2020-02-27 20:25 "), "{corrected}");
    let withdrawn = device.run(&["withdraw", id, "--reason", "wrong door"]).stdout;
    assert!(withdrawn.starts_with("2020-02-27 20:25 "), "{withdrawn}");
    let now = device.run(&["log", "contact", "--resident", "安某"]).stdout;
    assert!(now.starts_with("00:20 "), "{now}");
}
