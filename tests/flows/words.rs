//! What the CLI answers: exit codes, words, and JSON with the promised fields.

use daylog_tests::harness::{Device, District};

#[test]
fn wrong_usage_exits_2_and_what_can_be_mended_exits_1_and_saves_nothing() {
    let mut district = District::new();
    let device = Device::new();
    assert!(device.run(&["today"]).fix().contains("There is no record in"));
    assert!(!device.profile().exists(), "asking makes nothing");
    // A cadre of the community has all of its households.
    device.json(&["enrol", &district.invite("白山网格员")]);
    district.kill();
    for args in [
        &["walk"][..],
        &["log", "seal", "--household", "BS-001"],
        &["log", "temperature", "--normal"],
        &["log", "note", "--text", "words"],
        &["log", "contact", "--resident", "x", "--at", "noon"],
        &["today", "--date", "tomorrow"],
    ] {
        assert_eq!(device.run(args).code, 2, "{args:?}");
    }
    let households = device.run(&["log", "seal", "--household", "BS-00", "--state", "intact"]);
    assert!(households.fix().contains("BS-001  白山社区") && households.stderr.contains("BS-009"), "{}", households.stderr);
    for (args, words) in [
        (&["temperature", "--resident", "白山住户01甲", "--celsius", "43"][..], "between 34.0 and 42.0"),
        (&["temperature", "--resident", "安某", "--normal"], "no resident on this device"),
        (&["seal", "--household", "YJ-001", "--state", "intact"], "no household on this device"),
        (&["seal", "--household", "BS-001", "--state", "opened"], "reason is empty"),
        (&["errand", "--step", "done", "--errand", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-7"], "no entry on this device"),
        (&["note", "--household", "BS-001", "--text", " "], "text is empty"),
    ] {
        let outcome = device.run(&[&["log"], args].concat());
        assert!(outcome.fix().contains(words), "{args:?}: {}", outcome.stderr);
    }
    assert_eq!(device.diary().len(), 0);
    assert_eq!(device.pending(), 0);
}

#[test]
fn every_answer_in_json_has_the_promised_fields_and_needs_no_server() {
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let report = device.json(&["sync"]);
    district.kill();
    let saved = device.json(&["log", "temperature", "--resident", "安某", "--celsius", "38.2"]);
    let (today, diary, status) = (device.json(&["today"]), device.json(&["diary"]), device.json(&["status"]));
    for (answer, fields) in [
        (&report, &["pushed", "pulled", "pending", "server_has"][..]),
        (&saved, &["entry", "at", "kind", "summary", "received", "late", "pending", "alarm"]),
        (&today[0], &["check", "household", "resident", "due_at", "state"]),
        (
            &diary[0],
            &["entry", "at", "kind", "summary", "received", "late", "corrected", "withdrawn", "household", "resident", "cadre", "mine"],
        ),
        (&status, &["pending", "last_sync", "clock_offset_ms", "log", "head"]),
    ] {
        let object = answer.as_object().unwrap();
        assert!(fields.iter().all(|field| object.contains_key(*field)), "{fields:?} in {answer}");
    }
    assert_eq!((saved["alarm"].as_str(), saved["late"].as_bool()), (Some("fever"), Some(false)));
    assert_eq!(diary[0]["at"], "2020-02-27T21:00");
    assert_eq!((status["pending"].as_u64(), status["last"].as_u64(), status["server_has"].as_u64()), (Some(1), Some(1), Some(0)));
}
