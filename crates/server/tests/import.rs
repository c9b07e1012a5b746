//! `daylog-server import` as a program: what it says, what it refuses, what it leaves as it was.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{
    HEADER,
    program::{Fixture, json, run},
    roster, two_households,
};
use daylog_testkit::workbook::{Sheet, workbook};
use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};
use serde_json::Value;

/// Imports; the exit code, what was said as JSON, and the words for people.
fn import(fixture: &Fixture, bytes: &[u8], more: &[&str]) -> (i32, Value, String) {
    let file = fixture.file("given.csv", bytes);
    let output = run(&[&["import", "--data", &fixture.data(), &file, "--format", "json"], more].concat());
    let said = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code().unwrap(), said, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn counts(report: &Value) -> [u64; 5] {
    ["rows", "added", "changed", "unchanged", "refused_rows"].map(|key| report[key].as_u64().unwrap())
}

#[test]
fn a_refused_row_ends_with_1_and_the_rest_is_in() {
    let fixture = Fixture::new();
    let text = format!("{}公园街道,园锦社区,C1,x,住户C1,,,,someday,2020-03-10,,,张如彬/市委办督查室\n\n,,,,,,,,,,,,\n", two_households());
    let (code, report, said) = import(&fixture, text.as_bytes(), &[]);
    assert_eq!((code, counts(&report)), (1, [3, 2, 0, 0, 1]));
    assert!(said.contains("1 of 3 rows were not taken in") && said.contains("the other 2 are in"), "{said}");
    let refused = &report["refused"][0];
    assert_eq!((&refused["line"], &refused["code"], &refused["column"]), (&4.into(), &"bad_date".into(), &"first_day".into()));
    let words = run(&["import", "--data", &fixture.data(), &fixture.file("given.csv", text.as_bytes())]);
    assert!(String::from_utf8_lossy(&words.stderr).contains("line 4: first_day: "), "{words:?}");
}

#[test]
fn a_dry_run_shows_rows_and_difference_and_changes_nothing() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let before = fixture.state();
    let changed = roster(&[("A1", "园锦社区", "李某/甲局/cadre"), ("B2", "新社区", "张如彬/市委办督查室/cadre")])
        .replace("10000000001", "10000000009");
    let (code, report, _) = import(&fixture, changed.as_bytes(), &["--dry-run"]);
    assert_eq!((code, counts(&report), &report["dry_run"]), (0, [2, 1, 1, 0, 0], &true.into()));
    assert_eq!(report["new"]["cadres"], serde_json::json!(["李某/甲局"]));
    assert_eq!(report["new"]["communities"], serde_json::json!(["公园街道/新社区"]));
    assert_eq!(report["new"]["residents"], serde_json::json!(["B2 住户B2"]));
    assert_eq!((&report["changes"][0]["from"], &report["changes"][0]["to"]), (&"10000000001".into(), &"10000000009".into()));
    assert_eq!(report["first_rows"][0][5], serde_json::json!(["resident", "住户A1"]));
    let words = run(&["import", "--dry-run", "--data", &fixture.data(), &fixture.file("given.csv", changed.as_bytes())]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    for line in
        ["resident             住户A1", "李某/甲局 (cadre) begins, and has no device yet", "nothing was changed", "no verified backup"]
    {
        assert!(words.contains(line), "{line}: {words}");
    }
    assert_eq!(fixture.state(), before);
    assert_eq!(counts(&fixture.import(&two_households())), [2, 0, 0, 2, 0], "nothing was kept of it");
}

#[test]
fn an_encoding_that_cannot_be_told_stores_nothing() {
    let fixture = Fixture::new();
    let traditional = roster(&[("A1", "園錦社區", "張學友/市委辦公室/cadre")]).replace("公园街道", "公園街道").replace("住户", "張學友");
    let korean = "공원가두,원금사회구역,K1,3호동 2단원 501,김철수,,10000000001,한국,2020-02-26,2020-03-10,,,박영희/시위원회/cadre\n";
    let japanese = "中央通り,さくら町,K1,三号棟五〇一,高橋さくら,,10000000001,東京,2020-02-26,2020-03-10,,,鈴木/市役所/cadre\n";
    let japanese = SHIFT_JIS.encode(&format!("{HEADER}\n{japanese}")).0.into_owned();
    for bytes in [BIG5.encode(&traditional).0.into_owned(), japanese] {
        let (code, report, said) = import(&fixture, &bytes, &[]);
        assert_eq!((code, report), (1, Value::Null));
        assert!(said.contains("no encoding that can be told for certain") && said.contains("--encoding"), "{said}");
    }
    let big5 = BIG5.encode(&traditional).0;
    let (code, report, _) = import(&fixture, &big5, &["--encoding", "big5", "--dry-run"]);
    assert_eq!((code, &report["encoding"], &report["first_rows"][0][2][1]), (0, &"Big5".into(), &"園錦社區".into()));
    let (code, report, said) = import(&fixture, &EUC_KR.encode(&format!("{HEADER}\n{korean}")).0, &[]);
    assert_eq!((code, &report["encoding"], &report["added"]), (0, &"CP949".into(), &1.into()), "{said}");
    let (_, report, _) = import(&fixture, &GB18030.encode(&two_households()).0, &[]);
    assert_eq!((&report["encoding"], &report["added"]), (&"GB18030".into(), &2.into()));
    let usage = run(&["import", "--data", &fixture.data(), "x.csv", "--encoding", "nonsense"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn each_file_that_is_no_roster_is_told_by_what_it_is() {
    let fixture = Fixture::new();
    for (bytes, why, then) in [
        (&b""[..], "the file is empty", "right file"),
        (b"\n\r\n,,,\n", "the file is empty", "right file"),
        (HEADER.as_bytes(), "not a single row", "right file"),
        (b"PK\x03\x04rest", "damaged", "CSV UTF-8"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ".xls", "CSV UTF-8"),
        (HEADER.replace(',', "|").as_bytes(), "vertical bar", "semicolons and tabs"),
        (HEADER.replace("phone", "document").as_bytes(), "two columns are called document", "another name"),
        (b"a,b,c\n1,2,3\n", "is \"a b c\"; missing: street", "docs/roster.md"),
    ] {
        let (code, report, said) = import(&fixture, bytes, &[]);
        assert_eq!((code, report), (1, Value::Null), "{why}");
        assert!(said.contains(why) && said.contains(then) && said.contains("Nothing was changed"), "{why}: {said}");
    }
    for separator in [";", "\t"] {
        let text = two_households().replace("; ", "；").replace(',', separator);
        assert_eq!(import(&fixture, text.as_bytes(), &[]).0, 0, "{separator:?}");
    }
}

#[test]
fn a_workbook_is_taken_in_as_the_same_rows_in_csv_are() {
    let fixture = Fixture::new();
    let sheet = |name: &str| Sheet::of_csv(name, &two_households());
    let (code, report, said) = import(&fixture, &workbook(&[sheet("3.2"), Sheet::of_csv("说明", "填表说明")]), &[]);
    assert_eq!((code, &report["encoding"], &report["sheet"], &report["added"]), (0, &"XLSX".into(), &"3.2".into(), &2.into()), "{said}");
    assert_eq!(counts(&fixture.import(&two_households())), [2, 0, 0, 2, 0], "the same rows in CSV change nothing");
    let several = workbook(&[sheet("3.1"), sheet("3.2")]);
    let (code, _, said) = import(&fixture, &several, &[]);
    assert!(code == 1 && said.contains("3.1, 3.2") && said.contains("--sheet"), "{said}");
    assert_eq!(import(&fixture, &several, &["--sheet", "3.2"]).1["unchanged"], 2);
}

#[test]
fn a_report_holds_everything_and_no_file_is_written_over() {
    let fixture = Fixture::new();
    let report = fixture.folder.path().join("report.json").display().to_string();
    let (code, said, _) = import(&fixture, two_households().as_bytes(), &["--report", &report]);
    assert_eq!(code, 0);
    let written: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    assert_eq!(written, said);
    let (code, _, said) = import(&fixture, two_households().replace("10000000001", "10000000007").as_bytes(), &["--report", &report]);
    assert!(code == 1 && said.contains("Nothing was imported"), "{said}");
    assert_eq!(counts(&fixture.import(&two_households())), [2, 0, 0, 2, 0]);
}

#[test]
fn names_are_found_however_they_are_spelled() {
    let fixture = Fixture::new();
    fixture.import(&roster(&[("A1", "园锦社区", "买买提·阿不都/市委办 督查室/cadre")]));
    for cadre in ["买买提·阿不都", "买买提.阿不都", "买买提•阿不都/市委办督查室"] {
        json(&run(&["invite", "--data", &fixture.data(), "--cadre", cadre, "--format", "json"]));
    }
    json(&run(&[
        "account",
        "add",
        "书记",
        "--role",
        "secretary",
        "--community",
        "园锦 社区",
        "--data",
        &fixture.data(),
        "--format",
        "json",
    ]));
    let purge = run(&["purge", "--data", &fixture.data(), "--household", "Ａ1", "--reason", "by-request", "--dry-run"]);
    assert_eq!(purge.status.code(), Some(0), "{purge:?}");
}

#[test]
fn a_file_that_was_not_taken_in_leaves_no_report() {
    let fixture = Fixture::new();
    let report = fixture.folder.path().join("report.json");
    let path = report.display().to_string();
    assert_eq!(import(&fixture, b"%PDF-1.4", &["--report", &path]).0, 1);
    assert!(!report.exists());
    assert_eq!(import(&fixture, two_households().as_bytes(), &["--report", &path]).0, 0);
}
