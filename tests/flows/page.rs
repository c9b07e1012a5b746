//! The diary page that it all began with, logged with no server at all, arrives at the district as it was written.

use std::fs;

use daylog_tests::harness::{DATE, Device, District, fixture};
use serde_json::Value;

use crate::sorted;

/// Logs the seed's entries in their order; answers the page as it should be read: time, kind, note.
fn log_page(device: &Device, seed: &Value) -> Vec<(String, String, String)> {
    let mut page = Vec::new();
    for entry in seed["entries"].as_array().unwrap() {
        let text = |name: &str| entry[name].as_str().unwrap();
        let at = format!("{DATE}T{}", text("at"));
        let about: Vec<&str> = match text("kind") {
            "contact" => vec!["contact", "--resident", "安某"],
            "temperature" => vec!["temperature", "--resident", "安某", "--normal"],
            "seal" => vec!["seal", "--household", "YJ-001", "--state", text("state")],
            "errand" => vec!["errand", "--resident", "安某"],
            other => panic!("{other}"),
        };
        let rest = ["--at", &at, "--note", text("text")];
        if text("kind") == "errand" {
            let quantity = entry["quantity"].to_string();
            let what = ["--what", text("what"), "--quantity", &quantity, "--unit", text("unit")];
            let asked = device.log(&[&about[..], &what, &rest].concat());
            for step in entry["steps"].as_array().unwrap().iter().skip(1) {
                device.log(&["errand", "--errand", &asked, "--step", step.as_str().unwrap(), "--at", &at, "--note", text("text")]);
            }
            page.extend(entry["steps"].as_array().unwrap().iter().map(|_| (at.clone(), "errand".into(), text("text").into())));
        } else {
            device.log(&[&about[..], &rest].concat());
            page.push((at, text("kind").to_owned(), text("text").to_owned()));
        }
    }
    page
}

fn read(lines: &[Value]) -> Vec<(String, String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    lines.iter().map(|line| (text(line, "at"), text(line, "kind"), text(line, "note"))).collect()
}

#[test]
fn the_seeds_page_is_logged_without_a_server_and_reaches_the_district_unchanged() {
    let seed: Value = serde_json::from_str(&fs::read_to_string(fixture("seed-day.json")).unwrap()).unwrap();
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    district.kill();

    let page = log_page(&device, &seed);
    assert_eq!(page.len(), 7);
    assert_eq!(read(&device.diary()), page, "on the device, offline");
    assert!(device.diary().iter().all(|line| line["received"] == false));
    let states: Vec<_> = device.json(&["today"]).as_array().unwrap().iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["done"; 4]);
    assert!(device.run(&["sync"]).fix().contains("cannot be reached"));
    assert_eq!(device.pending(), 7, "a failed sync takes nothing away");

    district.start();
    assert_eq!(device.sync().0, 7);
    let at_the_district = district.diary(DATE);
    assert_eq!(read(&at_the_district), page, "at the district");
    assert_eq!(sorted(&at_the_district, "entry"), sorted(&device.diary(), "entry"));
    assert!(device.diary().iter().all(|line| line["received"] == true));
    assert_eq!(device.sync(), (0, 0), "a second sync finds nothing to do");
}

#[test]
fn no_file_of_the_device_holds_a_name_a_note_or_a_reading_in_plain_text() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.log(&["temperature", "--resident", "安某", "--celsius", "38.7", "--note", "索要体温数据"]);
    device.note("你能再帮我买六瓶啤酒吗");
    device.sync();
    let mut searched = 0;
    for path in crate::files_below(device.profile()) {
        let bytes = fs::read(&path).unwrap();
        searched += bytes.len();
        for secret in ["安某", "张如彬", "担保人1", "索要体温数据", "六瓶啤酒", "38.7", "YJ-001", "10000000001"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
    assert!(searched > 50_000, "the record was searched");
}

#[test]
fn a_correction_and_a_withdrawal_reach_the_district() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let mistyped = device.log(&["temperature", "--resident", "安某", "--celsius", "39.6", "--at", "18:00"]);
    let mistaken = device.note("somebody else's");
    device.sync();
    let corrected = device.json(&["correct", &mistyped, "--celsius", "36.9", "--reason", "digits swapped"]);
    assert_eq!((corrected["entry"].as_str(), corrected["summary"].as_str()), (Some(&*mistyped), Some("Temperature 36.9 °C")));
    assert_eq!(device.json(&["withdraw", &mistaken, "--reason", "wrong door"])["withdrawn"], true);
    assert!(device.run(&["withdraw", &mistaken, "--reason", "again"]).fix().contains("withdrawn before"));
    device.sync();
    for lines in [device.diary(), district.diary(DATE)] {
        let marks: Vec<_> = lines.iter().map(|line| (line["corrected"].as_bool(), line["withdrawn"].as_bool())).collect();
        assert_eq!(marks, [(Some(true), Some(false)), (Some(false), Some(true))], "{lines:?}");
        assert!(lines[0]["summary"].as_str().unwrap().contains("36.9"), "{lines:?}");
    }
}
