//! A roster with wrong rows: the good ones go in, the wrong ones are named with line and reason.

use std::fs;

use daylog_tests::harness::{Device, District};

const HEADING: &str =
    "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres";
const GOOD: &str =
    "公园街道,园锦社区,YJ-001,3号楼2单元501,安某,,10000000001,境外,2020-02-26,2020-03-10,担保人1,某单位,张如彬/市委办督查室/cadre";

#[test]
fn wrong_rows_are_refused_by_line_and_reason_while_good_rows_go_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    let rows = [
        HEADING.to_owned(),
        GOOD.to_owned(),
        GOOD.replace("2020-03-10", "soon").replace("安某", "甲某"),
        GOOD.replace("2020-03-10", "2020-02-20").replace("安某", "乙某"),
        GOOD.replace("安某", ""),
        GOOD.replace("安某", "丙某"),
    ];
    fs::write(&path, rows.join("\r\n")).unwrap();
    let mut district = District::empty();
    let imported = district.run(&["import", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(imported.code, 1, "something was refused: {}", imported.stderr);
    let report: serde_json::Value = serde_json::from_str(&imported.stdout).unwrap();
    let refused: Vec<_> = report["refused"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(refused, [3, 4, 5], "{report}");
    assert!(report["refused"].as_array().unwrap().iter().all(|row| row["reason"].as_str().is_some_and(|reason| !reason.is_empty())));
    assert_eq!((&report["rows"], &report["added"]), (&5.into(), &2.into()), "{report}");

    district.start();
    let device = Device::enrolled(&district.invite("张如彬"));
    for (resident, code) in [("安某", 0), ("丙某", 0), ("甲某", 1)] {
        assert_eq!(device.run(&["log", "contact", "--resident", resident]).code, code, "{resident}");
    }
}

#[test]
fn a_household_imported_while_the_server_runs_arrives_with_the_next_sync() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("more.csv");
    let added = GOOD.replace("YJ-001", "YJ-002").replace("安某", "丁某").replace("501", "502");
    fs::write(&path, format!("{HEADING}\n{added}\n")).unwrap();
    assert!(device.run(&["log", "contact", "--resident", "丁某"]).fix().contains("no resident on this device"));
    assert_eq!(district.run(&["import", path.to_str().unwrap()]).code, 0);
    device.sync();
    device.log(&["contact", "--resident", "丁某"]);
    device.sync();
}
