//! The common manner of acts over HTTP, played with a correction: previewed, carried out once, refused at its field, refused
//! where somebody else was faster, and kept in the history.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::convert::Infallible;

use axum::{body::Body, http::Request};
use common::{District, contact, page::Page, secretary, two_households};
use daylog_district::{
    password,
    purge::{
        PurgeError,
        order::{Ordering, purge},
    },
};
use daylog_domain::{ids::HouseholdId, roster::Taking};
use daylog_server::state::Server;
use daylog_storage::accounts;
use daylog_wire::purge::PurgeReason;
use futures_util::stream;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The district's account and the secretary of 长新社区, household B1 (id 2) with resident 2.
async fn signed_in() -> (District, Page, Page) {
    let district = District::new(&two_households());
    let hash = password::hash("secret").unwrap();
    let now = district.now();
    district.server.database.write(|db| accounts::insert(db, "书记", secretary(2), &hash, now)).unwrap();
    let (mut whole, mut secretary) = (Page::new(&district), Page::new(&district));
    assert_eq!(whole.sign_in("district", &district.password).await.0, 200);
    assert_eq!(secretary.sign_in("书记", "secret").await.0, 200);
    (district, whole, secretary)
}

async fn act(page: &Page, path: &str, key: Option<&str>, body: Value) -> (u16, Value) {
    let mut headers = vec![("x-daylog", "1"), ("content-type", "application/json")];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    let (status, _, body) = page.ask("POST", &format!("/api/v1/{path}"), &headers, body.to_string()).await;
    (status.as_u16(), serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn an_account_that_is_locked_while_its_request_arrives_does_nothing_any_more() {
    let (district, whole, secretary) = signed_in().await;
    let before = household(&whole).await;
    let now = district.now();
    let lock = move |server: Server| {
        let account = server.database.read(|db| accounts::by_name(db, "书记")).unwrap().unwrap().0.id;
        server.database.write(|db| accounts::set_locked(db, account, Some(now))).unwrap();
        Ok::<_, Infallible>(json!({"name": "安改"}).to_string())
    };
    // Who asks was looked at before the body came.
    let server = district.server.clone();
    let body = Body::from_stream(stream::once(async move { lock(server) }));
    let request = Request::post(format!("/api/v1/{RESIDENT}"))
        .header("x-daylog", "1")
        .header("content-type", "application/json")
        .header("cookie", secretary.cookie.as_ref().unwrap());
    let answer = secretary.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(household(&whole).await, before);
}

const RESIDENT: &str = "residents/2/correct";

async fn household(page: &Page) -> Value {
    page.get("/api/v1/households/2").await.1
}

#[tokio::test]
async fn a_correction_is_shown_first_and_then_done_and_the_page_tells_who_changed_what() {
    let (_district, whole, secretary) = signed_in().await;
    let before = household(&secretary).await;
    let name = before["residents"][0]["name"].as_str().unwrap();
    let asked = json!({"name": " 安改\u{3000}", "phone": "138 4331 2345"});
    let mut preview = asked.clone();
    preview["preview"] = json!(true);
    let (status, told) = act(&secretary, RESIDENT, None, preview).await;
    assert_eq!((status, &told["act"], &told["effects"][0]), (200, &Value::Null, &json!({"code": "fields_change", "fields": 2})));
    assert_eq!(household(&secretary).await["residents"], before["residents"], "a preview changes nothing");
    assert_eq!(household(&secretary).await["seen"], 0);

    let (status, done) = act(&secretary, RESIDENT, None, asked.clone()).await;
    assert_eq!((status, &done["effects"]), (200, &told["effects"]));
    let after = household(&whole).await;
    assert_eq!((&after["residents"][0]["name"], &after["residents"][0]["phone"]), (&json!("安改"), &json!("138 4331 2345")));
    let changes = after["changes"].as_array().unwrap();
    assert_eq!((changes.len(), &changes[0]["id"]), (2, &after["seen"]));
    let of_name = changes.iter().find(|change| change["field"] == "name").unwrap();
    assert_eq!(
        [&of_name["by"], &of_name["source"], &of_name["before"], &of_name["after"], &of_name["act"]],
        [&json!("书记"), &json!("screen"), &json!(name), &json!("安改"), &done["act"]]
    );
    let (status, again) = act(&secretary, RESIDENT, None, asked).await;
    assert_eq!((status, again), (200, json!({"act": null, "effects": [{"code": "nothing_changes"}]})));
    assert_eq!(household(&whole).await["changes"].as_array().unwrap().len(), 2, "what stays has no history");
}

#[tokio::test]
async fn a_request_that_comes_again_under_its_key_is_carried_out_once() {
    let (district, whole, secretary) = signed_in().await;
    let first = act(&secretary, RESIDENT, Some("k1"), json!({"name": "安一"})).await;
    assert_eq!(act(&whole, RESIDENT, Some("k1"), json!({"name": "安二"})).await.0, 200, "a key is its account's own");
    assert_eq!(act(&secretary, RESIDENT, Some("k1"), json!({"name": "安一"})).await, first);
    assert_eq!(household(&whole).await["residents"][0]["name"], "安二", "the second time nothing was done");
    for (path, body) in [(RESIDENT, json!({"name": "安三"})), ("households/2/correct", json!({"name": "安一"}))] {
        let (status, problem) = act(&secretary, path, Some("k1"), body).await;
        assert_eq!((status, &problem["code"]), (422, &json!("key_reused")), "{path}");
    }
    for key in ["", &"k".repeat(101)] {
        let (status, problem) = act(&secretary, RESIDENT, Some(key), json!({})).await;
        assert_eq!((status, &problem["values"]["field"]), (400, &json!("idempotency-key")));
    }
    district.pass_minutes(24 * 60);
    let mut secretary = Page::new(&district);
    secretary.sign_in("书记", "secret").await;
    let (status, later) = act(&secretary, RESIDENT, Some("k1"), json!({"name": "安一"})).await;
    assert_eq!((status, later["act"] == first.1["act"]), (200, false), "after a day a key stands for nothing");
}

#[tokio::test]
async fn a_preview_and_what_was_refused_use_no_key_up() {
    let (_district, _, secretary) = signed_in().await;
    assert_eq!(act(&secretary, RESIDENT, Some("k"), json!({"name": "安一", "preview": true})).await.0, 200);
    assert_eq!(act(&secretary, RESIDENT, Some("k"), json!({"name": "1380000"})).await.0, 422);
    assert_eq!(act(&secretary, RESIDENT, Some("k"), json!({"name": "安一"})).await.0, 200);
    assert_eq!(household(&secretary).await["residents"][0]["name"], "安一");
}

#[tokio::test]
async fn who_was_slower_is_told_what_the_other_changed_and_nothing_is_written_over() {
    let (_district, whole, secretary) = signed_in().await;
    let seen = household(&secretary).await["seen"].clone();
    assert_eq!(act(&whole, RESIDENT, None, json!({"phone": "13900000001", "seen": seen})).await.0, 200);
    assert_eq!(act(&secretary, "households/2/correct", None, json!({"address": "新址1号", "seen": seen})).await.0, 200, "another thing");
    let (status, problem) = act(&secretary, RESIDENT, None, json!({"phone": "13900000002", "seen": seen})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("changed_since")));
    let change = &problem["values"]["changes"][0];
    assert_eq!([&change["by"], &change["field"], &change["after"]], [&json!("district"), &json!("phone"), &json!("13900000001")]);
    let page = household(&secretary).await;
    assert_eq!(page["residents"][0]["phone"], "13900000001");
    assert_eq!(act(&secretary, RESIDENT, None, json!({"phone": "13900000002", "seen": page["seen"]})).await.0, 200);
}

#[tokio::test]
async fn what_is_not_accepted_is_told_at_its_field_and_nothing_of_the_request_is_done() {
    let (_district, _, secretary) = signed_in().await;
    for (path, body, field, why) in [
        (RESIDENT, json!({"phone": "13900000001", "name": ""}), "name", "empty"),
        (RESIDENT, json!({"name": "13800000000"}), "name", "not_a_name"),
        (RESIDENT, json!({"name": "=A1"}), "name", "not_text"),
        (RESIDENT, json!({"phone": "打不通"}), "phone", "not_a_phone"),
        (RESIDENT, json!({"origin": "长".repeat(401)}), "origin", "too_long"),
        ("households/2/correct", json!({"address": "13800000000"}), "address", "not_an_address"),
        ("households/2/correct", json!({"guarantor": "3号楼2单元501"}), "guarantor", "not_a_name"),
    ] {
        let (status, problem) = act(&secretary, path, None, body).await;
        assert_eq!((status, &problem["code"]), (422, &json!("field_refused")), "{field}");
        assert_eq!((&problem["values"]["field"], &problem["values"]["why"]), (&json!(field), &json!(why)));
    }
    for body in ["", "[]", "{\"name\": 1}"] {
        let headers = [("x-daylog", "1"), ("content-type", "application/json")];
        assert_eq!(secretary.ask("POST", "/api/v1/residents/2/correct", &headers, body).await.0, 400, "{body}");
    }
    assert_eq!(household(&secretary).await["seen"], 0);
}

#[tokio::test]
async fn another_places_household_is_as_if_it_were_not_there() {
    let (_district, whole, secretary) = signed_in().await;
    for path in ["residents/1/correct", "households/1/correct", "residents/99/correct", "households/x/correct"] {
        assert_eq!(act(&secretary, path, None, json!({})).await.0, 404, "{path}");
    }
    assert_eq!(act(&whole, "residents/1/correct", None, json!({})).await.0, 200);
}

#[tokio::test]
async fn an_old_roster_neither_adds_a_corrected_name_again_nor_undoes_what_was_corrected() {
    let (district, whole, _) = signed_in().await;
    let before = household(&whole).await;
    let old_name = before["residents"][0]["name"].clone();
    assert_eq!(act(&whole, RESIDENT, None, json!({"name": "安改", "phone": "13900000001"})).await.0, 200);
    assert_eq!(act(&whole, "households/2/correct", None, json!({"guarantor": "朴担保"})).await.0, 200);
    let applied = district.import(&two_households());
    assert_eq!((applied.added, applied.changed, applied.kept.len()), (0, 0, 3));
    let page = household(&whole).await;
    let residents = page["residents"].as_array().unwrap();
    assert_eq!((residents.len(), &residents[0]["name"], &residents[0]["phone"]), (1, &json!("安改"), &json!("13900000001")));
    assert_eq!(page["guarantor"], "朴担保");

    let over = Taking { over_edits: true, ..Taking::default() };
    district.import_as(&two_households(), over);
    let page = household(&whole).await;
    assert_eq!((&page["residents"][0]["name"], page["residents"].as_array().unwrap().len()), (&old_name, 1));
    let newest = &page["changes"][0];
    assert_eq!((&newest["source"], &newest["by"]), (&json!("file"), &json!("command")));
}

#[tokio::test]
async fn a_quarantine_ends_for_a_reason_and_nothing_is_owed_from_then_on_and_that_is_taken_back() {
    let (district, whole, secretary) = signed_in().await;
    let due =
        |page: &Value| page["checks"].as_array().unwrap().iter().map(|check| check["due"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(due(&household(&secretary).await), ["09:00", "10:50", "18:00", "20:15"]);
    let asked = json!({"residents": [2], "reason": "hospital"});
    let mut preview = asked.clone();
    preview["preview"] = json!(true);
    let (status, told) = act(&secretary, "quarantine/end", None, preview).await;
    let effects = json!([
        {"code": "quarantine_changes", "households": 1, "people": 1},
        {"code": "checks_stop", "checks": 7},
        {"code": "phones_follow", "cadres": 2}
    ]);
    assert_eq!((status, &told["effects"]), (200, &effects), "three are left today, and four tomorrow");
    let mut phone = district.device("权贺永");
    phone.sync_all(&district.server);
    let (status, done) = act(&secretary, "quarantine/end", None, asked.clone()).await;
    assert_eq!(status, 200);
    let page = household(&whole).await;
    assert_eq!(due(&page), ["09:00"], "what was due before stays");
    assert_eq!(page["residents"][0]["quarantine"]["ended"]["reason"], "hospital");
    assert_eq!(page["changes"][0]["after"], "hospital 2020-03-01 10:40");
    phone.sync_all(&district.server);
    assert!(format!("{:?}", phone.pulled.last()).contains("hospital"), "the phone hears of it: {:?}", phone.pulled);

    let (_, again) = act(&secretary, "quarantine/end", None, asked).await;
    assert_eq!(again["effects"], json!([{"code": "nothing_changes"}]));
    let (status, refused) = act(&secretary, "quarantine/extend", None, json!({"residents": [2], "last_day": "2020-03-17"})).await;
    assert_eq!((status, &refused["values"]["why"]), (422, &json!("ended")));

    let undo = format!("acts/{}/undo", done["act"]);
    assert_eq!(act(&secretary, &undo, None, json!({})).await.0, 200);
    assert_eq!(due(&household(&whole).await).len(), 4, "all is as it was");
    let (status, problem) = act(&secretary, &undo, None, json!({})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("changed_since")), "an act is taken back once");
    let (status, extended) = act(&whole, "quarantine/extend", None, json!({"residents": [2], "last_day": "2020-03-17"})).await;
    assert_eq!((status, &extended["effects"][2]), (200, &json!({"code": "last_day", "date": "2020-03-17"})));
    assert_eq!(household(&whole).await["residents"][0]["quarantine"]["last_day"], "2020-03-17");
}

#[tokio::test]
async fn an_act_under_a_clock_that_leapt_or_fell_back_holds_from_the_time_that_it_is_taken_for() {
    for wrong in ["2010-03-01T10:40", "2031-03-01T10:40"] {
        let (district, whole, secretary) = signed_in().await;
        assert_eq!(household(&whole).await["seen"], 0);
        district.set_time(wrong);
        assert_eq!(act(&secretary, "quarantine/end", None, json!({"residents": [2], "reason": "hospital"})).await.0, 200, "{wrong}");
        district.set_time("2020-03-01T10:50");
        let page = household(&whole).await;
        assert_eq!(page["changes"][0]["after"], "hospital 2020-03-01 10:40", "{wrong}");
        assert_eq!(page["changes"][0]["at_text"], "2020-03-01 10:40", "{wrong}");
    }
}

#[tokio::test]
async fn of_many_quarantines_all_end_or_none() {
    let (_district, whole, secretary) = signed_in().await;
    assert_eq!(act(&secretary, "quarantine/end", None, json!({"residents": [2, 1], "reason": "left"})).await.0, 404);
    assert_eq!(household(&whole).await["seen"], 0, "one was another place's: nothing was done");
    for (body, field, why) in [
        (json!({"residents": [], "reason": "left"}), "residents", "empty"),
        (json!({"residents": [2], "reason": "left", "at": "2020-03-01T09:00"}), "at", "past"),
        (json!({"residents": [2], "reason": "left", "at": "soon"}), "at", "not_a_time"),
    ] {
        let (status, problem) = act(&whole, "quarantine/end", None, body).await;
        assert_eq!((status, &problem["values"]["field"], &problem["values"]["why"]), (422, &json!(field), &json!(why)));
    }
    assert_eq!(act(&whole, "quarantine/end", None, json!({"residents": [2], "reason": "bored"})).await.0, 400);
    assert_eq!(act(&whole, "quarantine/end", None, json!({"residents": [2, 1], "reason": "left"})).await.0, 200);
    assert_eq!(household(&whole).await["residents"][0]["quarantine"]["ended"]["reason"], "left");
}

#[tokio::test]
async fn what_a_household_s_history_says_goes_with_the_content_about_it() {
    let (district, whole, _) = signed_in().await;
    let mut device = district.device("权贺永");
    device.append(&contact(2, "2020-03-01T10:35"));
    device.sync(&district.server);
    assert_eq!(act(&whole, RESIDENT, None, json!({"phone": "13900000001"})).await.0, 200);
    let ordering = Ordering { key: &district.server.keys.signing, reason: PurgeReason::Retention, now: district.now() };
    purge(&district.server.database, &ordering, &[HouseholdId(2)], |_| Ok::<_, PurgeError>(())).unwrap();
    let change = household(&whole).await["changes"][0].clone();
    assert_eq!((&change["field"], &change["before"], &change["after"]), (&json!("phone"), &Value::Null, &Value::Null));
}
