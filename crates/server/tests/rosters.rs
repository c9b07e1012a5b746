//! A roster over the dashboard: uploaded, looked at, mended and taken in, by those who may, all of it or nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{District, HEADER, page::Page, two_households};
use daylog_district::{password, roster::UPLOAD_LIMIT};
use daylog_domain::access::Viewer;
use daylog_storage::{accounts, audit, feed};
use daylog_testkit::workbook::{Sheet, workbook};
use serde_json::{Value, json};

const UPLOADS: &str = "/api/v1/roster-uploads";
const FILE: [(&str, &str); 2] = [("x-daylog", "1"), ("content-type", "application/octet-stream")];
const JSON: [(&str, &str); 2] = [("x-daylog", "1"), ("content-type", "application/json")];

async fn signed_in(district: &District, name: &str) -> Page {
    let (hash, now) = (password::hash("secret").unwrap(), district.now());
    district.server.database.write(|db| accounts::insert(db, name, Viewer::District, &hash, now)).unwrap();
    let mut page = Page::new(district);
    assert_eq!(page.sign_in(name, "secret").await.0, 200);
    page
}

async fn upload(page: &Page, bytes: &[u8]) -> (u16, Value) {
    let (status, _, body) = page.ask("POST", UPLOADS, &FILE, bytes).await;
    (status.as_u16(), serde_json::from_slice(&body).unwrap())
}

async fn post(page: &Page, path: &str, body: Value) -> (u16, Value) {
    let (status, _, body) = page.ask("POST", path, &JSON, body.to_string()).await;
    (status.as_u16(), serde_json::from_slice(&body).unwrap())
}

fn rows() -> String {
    two_households() + "公园街道,园锦社区,C1,3号楼2单元501,住户C1,,,,2020-02-30,2020-03-10,,,张如彬/市委办督查室\n"
}

fn counts(check: &Value) -> [u64; 4] {
    ["added", "changed", "unchanged"]
        .map(|key| check[key].as_u64().unwrap())
        .into_iter()
        .chain([check["refused"]["count"].as_u64().unwrap()])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

#[tokio::test]
async fn a_workbook_is_looked_at_mended_and_taken_in_once() {
    let district = District::new(&two_households());
    let page = signed_in(&district, "区").await;
    let (status, seen) = upload(&page, &workbook(&[Sheet::of_csv("说明", "填表说明"), Sheet::of_csv("3.2", &rows())])).await;
    assert_eq!((status, &seen["encoding"], &seen["sheet"], &seen["missing"]), (200, &"XLSX".into(), &"3.2".into(), &json!([])));
    assert_eq!((counts(&seen["check"]), &seen["columns"][4]["field"]), ([0, 0, 2, 1], &"resident".into()));
    let wrong = &seen["check"]["refused"]["first"][0];
    assert_eq!((&wrong["line"], &wrong["field"], &wrong["reason"]), (&4.into(), &"first_day".into(), &"bad_date".into()));
    assert_eq!((&wrong["household"], &wrong["cell"]), (&"C1".into(), &"2020-02-30".into()));
    let at = format!("{UPLOADS}/{}", seen["id"].as_str().unwrap());
    assert_eq!(page.get(&format!("{at}/refused")).await.1["rows"][0]["cells"][2], "C1");

    let mended = json!({"mended": [{"line": 4, "field": "first_day", "value": "2020-02-26"}]});
    let (status, seen) = post(&page, &at, mended).await;
    assert_eq!((status, counts(&seen["check"])), (200, [1, 0, 2, 0]));
    assert_eq!(page.get(&at).await.1, seen, "what was chosen stays");
    let roster = || district.server.database.read(feed::changes).unwrap().roster;
    let before = roster();
    let commit = json!({"basis": seen["check"]["basis"]});
    let (status, done) = post(&page, &format!("{at}/commit"), commit.clone()).await;
    assert_eq!((status, &done["added"], &done["refused"]), (200, &1.into(), &0.into()));
    assert_eq!(roster(), before + 1);
    assert_eq!(post(&page, &format!("{at}/commit"), commit).await, (200, done), "asked again, it is answered again");
    assert_eq!(roster(), before + 1, "and nothing is done again");
    let newest = district.server.database.read(|db| audit::newest(db, 1)).unwrap();
    assert_eq!((newest[0].action.as_str(), newest[0].detail.as_str()), ("roster_imported", "added 1 changed 0 unchanged 2"));
    assert_eq!(page.get(&at).await.1["code"], "upload_gone");
}

#[tokio::test]
async fn who_is_named_in_a_file_has_the_household_at_once_also_under_a_clock_that_leapt() {
    for wrong in ["2010-03-01T10:40", "2031-03-01T10:40"] {
        let district = District::new(&two_households());
        let page = signed_in(&district, "区").await;
        let mut device = district.device("张如彬");
        assert!(!device.sync(&district.server).is_time_doubted);
        district.set_time(wrong);
        let seen = upload(&page, rows().replace("2020-02-30", "2020-02-26").as_bytes()).await.1;
        let at = format!("{UPLOADS}/{}", seen["id"].as_str().unwrap());
        let (status, done) = post(&page, &format!("{at}/commit"), json!({"basis": seen["check"]["basis"]})).await;
        assert_eq!((status, &done["added"]), (200, &1.into()), "{wrong}");
        district.set_time("2020-03-01T10:50");
        device.sync_all(&district.server);
        assert!(format!("{:?}", device.pulled).contains("住户C1"), "{wrong}");
    }
}

#[tokio::test]
async fn numbers_of_documents_that_are_stored_are_told_to_nobody() {
    let with = |document: &str| two_households().replacen("住户A1,,", &format!("住户A1,{document},"), 1);
    let district = District::new(&with("222401198001010014"));
    let page = signed_in(&district, "区").await;
    let (status, seen) = upload(&page, with("E12345678").as_bytes()).await;
    let change = &seen["check"]["changes"]["first"][0];
    assert_eq!(
        (status, &change["field"], &change["from"], &change["to"]),
        (200, &"document".into(), &"…".into(), &"…5678".into()),
        "{seen}"
    );
    assert!(!seen.to_string().contains("222401198001010014"), "{seen}");
}

#[tokio::test]
async fn columns_are_named_by_hand_where_their_names_say_nothing() {
    let district = District::new(&two_households());
    let page = signed_in(&district, "区").await;
    let named = rows().replace("resident", "谁").replace("document", "备注");
    let (status, seen) = upload(&page, named.as_bytes()).await;
    assert_eq!((status, &seen["missing"], &seen["check"]), (200, &json!(["resident"]), &Value::Null));
    let at = format!("{UPLOADS}/{}", seen["id"].as_str().unwrap());
    assert_eq!(post(&page, &format!("{at}/commit"), json!({"basis": ""})).await.0, 400, "nothing can be taken in yet");
    let mut columns: Vec<Value> = seen["columns"].as_array().unwrap().iter().map(|column| column["field"].clone()).collect();
    columns[4] = "resident".into();
    let (_, seen) = post(&page, &at, json!({"columns": columns, "left_out": [4]})).await;
    assert_eq!((counts(&seen["check"]), &seen["check"]["skipped"]), ([0, 0, 2, 0], &1.into()));
}

#[tokio::test]
async fn what_somebody_changed_meanwhile_is_looked_at_before_it_is_taken_in() {
    let district = District::new(&two_households());
    let page = signed_in(&district, "区").await;
    let changed = rows().replace("10000000001", "10000000009");
    let at = |seen: &Value| format!("{UPLOADS}/{}", seen["id"].as_str().unwrap());
    let (first, second) = (upload(&page, changed.as_bytes()).await.1, upload(&page, changed.as_bytes()).await.1);
    let commit = |seen: &Value| json!({"basis": seen["check"]["basis"]});
    assert_eq!(post(&page, &format!("{}/commit", at(&first)), commit(&first)).await.0, 200);
    let (status, problem) = post(&page, &format!("{}/commit", at(&second)), commit(&second)).await;
    assert_eq!((status, &problem["code"]), (409, &"roster_changed".into()));
    let seen = page.get(&at(&second)).await.1;
    assert_eq!(counts(&seen["check"]), [0, 0, 2, 1], "the second time nothing is left to change");
    assert_eq!(post(&page, &format!("{}/commit", at(&second)), commit(&seen)).await.0, 200);
}

#[tokio::test]
async fn an_upload_is_its_accounts_own_for_a_day_and_few_are_kept() {
    let district = District::new(&two_households());
    let (one, other) = (signed_in(&district, "一").await, signed_in(&district, "二").await);
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(upload(&one, rows().as_bytes()).await.1["id"].as_str().unwrap().to_owned());
    }
    let at = |id: &str| format!("{UPLOADS}/{id}");
    assert_eq!(one.get(&at(&ids[0])).await.0, 410, "the oldest makes room");
    assert_eq!((one.get(&at(&ids[1])).await.0, other.get(&at(&ids[1])).await.0), (200, 410));
    assert_eq!(post(&other, &format!("{}/commit", at(&ids[1])), json!({"basis": ""})).await.0, 410);
    assert_eq!(other.ask("DELETE", &at(&ids[1]), &FILE, "").await.0, 204);
    assert_eq!(one.get(&at(&ids[1])).await.0, 200, "nobody else drops it");
    assert_eq!(one.ask("DELETE", &at(&ids[1]), &FILE, "").await.0, 204);
    assert_eq!(one.get(&at(&ids[1])).await.0, 410);
    district.pass_minutes(11 * 60);
    assert_eq!(one.get(&at(&ids[2])).await.0, 200);
    district.pass_minutes(13 * 60 + 1);
    let again = signed_in(&district, "三").await;
    assert_eq!((one.get(&at(&ids[2])).await.0, again.get(&at(&ids[2])).await.0), (401, 410));
}

#[tokio::test]
async fn a_file_that_is_no_roster_is_told_by_what_it_is() {
    let district = District::new(&two_households());
    let page = signed_in(&district, "区").await;
    for (bytes, status, reason) in [
        (&b""[..], 400, json!("empty")),
        (HEADER.as_bytes(), 400, json!("no_rows")),
        (b"PK\x03\x04rest", 400, json!("damaged")),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 400, json!("old_workbook")),
        (b"<html><table>", 400, json!("web_page")),
        (&vec![b'x'; UPLOAD_LIMIT + 1], 413, Value::Null),
    ] {
        let (answered, problem) = upload(&page, bytes).await;
        assert_eq!((answered, &problem["values"]["reason"]), (status, &reason), "{reason}");
    }
}
