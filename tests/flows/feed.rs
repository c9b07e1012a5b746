//! A device that pulls while many push skips nothing.

use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Stdio},
};

use daylog_tests::harness::{DATE, Device, District, EVENING, PIN, is_long, program};

const WRITERS: usize = 8;

/// One household with nine cadres.
fn roster() -> String {
    let cadres: Vec<String> = (0..=WRITERS).map(|number| format!("干部{number}/市委办/cadre")).collect();
    format!(
        "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres\n\
         公园街道,园锦社区,YJ-001,3号楼2单元501,安某,,10000000001,境外,2020-02-26,2020-03-10,担保人1,某单位,{}\n",
        cadres.join("; ")
    )
}

#[test]
fn a_pulling_device_skips_nothing_while_eight_push_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("roster.csv"), roster()).unwrap();
    let district = District::with_roster(&folder.path().join("roster.csv"));
    let reader = Device::enrolled(&district.invite("干部0"));
    let writers: Vec<Device> = (1..=WRITERS).map(|number| Device::enrolled(&district.invite(&format!("干部{number}")))).collect();
    let each = if is_long() { 400 } else { 40 };

    let mut running: Vec<_> = writers
        .iter()
        .enumerate()
        .map(|(number, device)| {
            Command::new(program("daylog-test-device"))
                .arg(device.profile())
                .args([&format!("writer {number}"), &each.to_string(), "1", "0"])
                .env("DAYLOG_PIN", PIN)
                .env("DAYLOG_NOW", EVENING)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut pulls_with_news = 0;
    while running.iter_mut().any(|writer| writer.try_wait().unwrap().is_none()) {
        pulls_with_news += u32::from(reader.sync().1 > 0);
    }
    for writer in running {
        let output = writer.wait_with_output().unwrap();
        assert!(output.status.success());
        assert!(!String::from_utf8(output.stdout).unwrap().contains("failed"));
    }
    assert!(pulls_with_news >= 3, "the reader pulled {pulls_with_news} times in between; the test needs that");
    reader.sync();

    let expected: BTreeSet<String> =
        (0..WRITERS).flat_map(|writer| (1..=each).map(move |number| format!("writer {writer} {number}"))).collect();
    let seen = reader.diary();
    assert_eq!(seen.len(), expected.len());
    assert_eq!(seen.iter().map(|line| line["text"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), expected);
    assert_eq!(district.diary(DATE).len(), expected.len());
}
