//! Content that goes by the district's command, while its server runs and phones are elsewhere.

use daylog_tests::harness::{DATE, Device, District};
use serde_json::Value;

fn entries(report: &Value) -> (bool, u64) {
    (report["purged"].as_bool().unwrap(), report["entries"].as_u64().unwrap())
}

#[test]
fn a_household_is_purged_after_a_dry_run_here_and_on_the_phone_at_its_next_sync() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.log(&["contact", "--resident", "安某"]);
    device.log(&["temperature", "--resident", "安某", "--celsius", "36.5"]);
    device.sync();
    let before = device.diary().len();
    assert_eq!(district.diary(DATE).len(), before);
    let purge = ["purge", "--household", "YJ-001", "--reason", "by-request", "--format", "json"];
    let would = district.json(&[&purge[..], &["--dry-run"]].concat());
    let of_household = entries(&would).1;
    assert!(!entries(&would).0 && of_household >= 2, "{would}");
    assert_eq!(district.diary(DATE).len(), before, "a dry run changes nothing");

    assert_eq!(entries(&district.json(&purge)), (true, of_household));
    assert_eq!(district.diary(DATE).len() as u64, before as u64 - of_household);
    assert_eq!(device.diary().len(), before, "the phone was elsewhere");
    device.sync();
    assert_eq!(device.diary().len() as u64, before as u64 - of_household);
    // The log goes on, and everything that is kept proves itself.
    device.log(&["contact", "--resident", "安某"]);
    device.sync();
    assert_eq!(district.run(&["verify"]).code, 0);
    assert!(std::fs::read_to_string(district.data().join("purge-orders")).unwrap().lines().count() >= 1);
}

#[test]
fn the_days_are_set_told_to_phones_and_refused_when_phones_would_keep_longer() {
    let district = District::new();
    assert!(district.run(&["retention", "--days", "30", "--phone-days", "31"]).fix().contains("No setting was changed"));
    assert_eq!(district.run(&["retention", "--days", "30", "--phone-days", "14"]).code, 0);
    let due = district.json(&["retention", "--dry-run", "--format", "json"]);
    assert_eq!((entries(&due), due["households"].as_array().unwrap().len()), ((false, 0), 0), "nobody's quarantine has ended");
}
