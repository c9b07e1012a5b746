//! What the district does to devices: looking through them, revoking one, confirming that one is lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{Device, District, contact, page::Page, program::run, secretary, two_households};
use daylog_district::password;
use daylog_storage::{accounts, audit};
use daylog_wire::message::Verdict;
use serde_json::{Value, json};

const WRITE: [(&str, &str); 2] = [("x-daylog", "1"), ("content-type", "application/json")];

/// The district signed in, and the secretary of 长新社区, where 权贺永 looks after B1 and 张如彬 after nothing.
async fn signed_in() -> (District, Page, Page) {
    let district = District::new(&two_households());
    let hash = password::hash("secret").unwrap();
    let now = district.now();
    district.server.database.write(|transaction| accounts::insert(transaction, "书记", secretary(2), &hash, now)).unwrap();
    let (mut whole, mut secretary) = (Page::new(&district), Page::new(&district));
    assert_eq!(whole.sign_in("district", &district.password).await.0, 200);
    assert_eq!(secretary.sign_in("书记", "secret").await.0, 200);
    (district, whole, secretary)
}

async fn post(page: &Page, path: &str, body: &Value) -> (u16, Value) {
    let (status, _, body) = page.ask("POST", path, &WRITE, body.to_string()).await;
    (status.as_u16(), serde_json::from_slice(&body).unwrap())
}

/// How many checks of the day are missed and unknown.
async fn missed_and_unknown(page: &Page) -> (u64, u64) {
    let (status, overview) = page.get("/api/v1/overview?date=2020-03-01").await;
    assert_eq!(status, 200);
    let of = |state: &str| overview["coverage"][state]["checks"].as_u64().unwrap();
    (of("missed"), of("unknown"))
}

fn synced(district: &District, device: &mut Device, local: &str) {
    device.append(&contact(2, local));
    device.sync_all(&district.server);
}

#[tokio::test]
async fn a_lost_device_holds_no_coverage_back_until_it_is_found() {
    let (district, whole, secretary) = signed_in().await;
    let mut device = district.device("权贺永");
    let other = district.device("张如彬");
    synced(&district, &mut device, "2020-03-01T08:00");
    district.set_time("2020-03-01T20:00");
    let before = missed_and_unknown(&whole).await;
    assert!(before.1 > 0, "its silence is unknown: {before:?}");

    let foreign = format!("/api/v1/devices/{}/lost", other.id.0);
    assert_eq!(post(&secretary, &foreign, &Value::Null).await.0, 404, "the other community's device");
    let lost = format!("/api/v1/devices/{}/lost", device.id.0);
    let (status, confirmed) = post(&secretary, &lost, &Value::Null).await;
    assert_eq!((status, &confirmed["cadre"], &confirmed["lost_at"]), (200, &"权贺永".into(), &district.now().0.into()));
    let after = missed_and_unknown(&whole).await;
    assert!(after.0 > before.0 && after.1 < before.1, "{before:?} {after:?}");

    // Found again: its report counts as any, and from then on its silence is unknown once more.
    district.pass_minutes(1);
    synced(&district, &mut device, "2020-03-01T20:00");
    let listed = &whole.get("/api/v1/devices").await.1["devices"];
    let found = listed.as_array().unwrap().iter().find(|listed| listed["cadre"] == "权贺永").unwrap();
    assert_eq!((&found["lost_at"], &found["revoked_at"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_revoked_device_syncs_no_more_and_keeps_its_records() {
    let (district, whole, secretary) = signed_in().await;
    let mut device = district.device("权贺永");
    synced(&district, &mut device, "2020-03-01T08:00");
    let revoke = format!("/api/v1/devices/{}/revoke", device.id.0);
    for (page, body, status) in [
        (&secretary, json!({"reason": "lost"}), 403),
        (&whole, json!({"reason": "whim"}), 400),
        (&whole, json!({}), 400),
        (&whole, json!({"reason": "stolen"}), 200),
        (&whole, json!({"reason": "left"}), 200),
    ] {
        assert_eq!(post(page, &revoke, &body).await.0, status, "{body}");
    }
    let listed = whole.get("/api/v1/devices").await.1["devices"][0].clone();
    assert_eq!((&listed["revoked_for"], &listed["revoked_at"]), (&"stolen".into(), &district.now().0.into()), "the first word stays");
    device.append(&contact(2, "2020-03-01T09:00"));
    assert_eq!(device.send(&district.server, &device.request()).verdict, Verdict::Revoked);
    let page = whole.get("/api/v1/households/2?date=2020-03-01").await.1.to_string();
    assert!(page.contains("权贺永"), "{page}");
    let audited = district.server.database.read(|connection| audit::newest(connection, 10)).unwrap();
    assert_eq!(
        audited.last().map(|audited| (audited.action.as_str(), audited.detail.as_str())),
        Some(("device_revoked", "device 1, stolen"))
    );
    assert_eq!(post(&whole, "/api/v1/devices/4000/revoke", &json!({"reason": "lost"})).await.0, 404);
    assert_eq!(secretary.get("/api/v1/devices").await.0, 403);
}

#[tokio::test]
async fn the_commands_say_and_do_the_same() {
    let (district, whole, _) = signed_in().await;
    let device = district.device("权贺永").id.0.to_string();
    let data = district.folder.path().join("district").display().to_string();
    let said = |arguments: &[&str]| {
        let output = run(&[arguments, &["--data", &data]].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
    };
    let (code, listed) = said(&["device", "list"]);
    assert!(code == Some(0) && listed.contains("权贺永/市退役军人事务局  never seen, 0 waiting"), "{listed}");
    assert_eq!(said(&["device", "confirm-lost", &device]).0, Some(0));
    assert!(said(&["device", "list"]).1.contains("lost 2020-03-01 10:40"));
    assert_eq!(said(&["device", "revoke", &device, "--reason", "lost"]).0, Some(0));
    assert!(said(&["device", "list"]).1.contains("revoked 2020-03-01 10:40 (lost)"));
    assert!(whole.get("/api/v1/devices").await.1["devices"][0]["revoked_at"].is_i64());
    for wrong in [["device", "revoke", "77"], ["device", "confirm-lost", "77"]] {
        let (code, said) = said(&wrong);
        assert!(code == Some(1) && said.contains("there is no device 77"), "{said}");
    }
}
