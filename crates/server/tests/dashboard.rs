//! The dashboard's interface over HTTP, without a network: who may see what, and what a page is told.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use axum::http::StatusCode;
use common::{District, contact, page::Page, reading, secretary, two_households};
use daylog_district::password;
use daylog_storage::accounts;
use serde_json::{Value, json};

/// A district, its first account signed in, and a secretary of 长新社区 (household B1, id 2) signed in.
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

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let district = District::new(&two_households());
    let page = Page::new(&district);
    for path in ["me", "overview", "attention", "households", "households/1", "events"] {
        let (status, problem) = page.get(&format!("/api/v1/{path}")).await;
        assert_eq!((status, &problem["code"]), (401, &json!("not_signed_in")), "{path}");
        assert_eq!(problem["reference"].as_str().unwrap().len(), 8);
    }
    assert_eq!(page.get("/api/v1/nothing").await.0, 404);
    let forged = Page { cookie: Some("__Host-daylog=AAAA".to_owned()), ..page };
    assert_eq!(forged.get("/api/v1/me").await.0, 401);
}

#[tokio::test]
async fn each_role_sees_its_scope_and_no_more() {
    let (_district, whole, secretary) = signed_in().await;
    assert_eq!(whole.get("/api/v1/me").await.1["role"], "district");
    let me = secretary.get("/api/v1/me").await.1;
    assert_eq!((&me["role"], &me["community"]["name"]), (&json!("secretary"), &json!("长新社区")));
    for (path, district_status, secretary_status) in [
        ("overview", 200, 200),
        ("overview?community=1", 200, 403),
        ("overview?community=2", 200, 200),
        ("households", 200, 200),
        ("households?community=1", 200, 403),
        ("households/1", 200, 404),
        ("households/2", 200, 200),
        ("households/99", 404, 404),
        ("attention?community=1", 200, 403),
        ("attention?community=2&state=missed&hour=10&cadre=1&rows=5", 200, 200),
        ("attention?state=done", 400, 400),
        ("overview?rows=fevers:110,seals:1", 200, 200),
        ("overview?rows=fevers", 400, 400),
        ("overview?rows=everything:20", 400, 400),
        ("overview?rows=fevers:0", 400, 400),
        ("overview?rows=fevers:5001", 400, 400),
        ("overview?date=soon", 400, 400),
        ("overview?community=x", 400, 400),
        ("households?after=x", 400, 400),
    ] {
        let path = format!("/api/v1/{path}");
        assert_eq!((whole.get(&path).await.0, secretary.get(&path).await.0), (district_status, secretary_status), "{path}");
    }
    let count = |overview: &Value| (overview["households"].clone(), overview["by_community"].as_array().unwrap().len());
    assert_eq!(count(&whole.get("/api/v1/overview").await.1), (json!(2), 2));
    assert_eq!(count(&secretary.get("/api/v1/overview").await.1), (json!(1), 1));
    let list = secretary.get("/api/v1/households?search=A1").await.1;
    assert_eq!(
        (list["rows"].as_array().unwrap().len(), &list["households"]),
        (0, &json!(0)),
        "a search leaves the scope no more than a list"
    );
    assert_eq!(secretary.get("/api/v1/households").await.1["communities"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_write_needs_the_header_and_signing_out_ends_the_session() {
    let (district, whole, _) = signed_in().await;
    let fresh = Page::new(&district);
    let body = json!({"name": "district", "password": district.password}).to_string();
    assert_eq!(fresh.ask("POST", "/api/v1/session", &[], body).await.0, StatusCode::FORBIDDEN);
    assert_eq!(whole.ask("DELETE", "/api/v1/session", &[], "").await.0, StatusCode::FORBIDDEN);
    assert_eq!(whole.get("/api/v1/me").await.0, 200);
    assert_eq!(whole.ask("DELETE", "/api/v1/session", &[("x-daylog", "1")], "").await.0, StatusCode::NO_CONTENT);
    assert_eq!(whole.get("/api/v1/me").await.0, 401, "the old cookie opens nothing");
}

#[tokio::test]
async fn a_session_ends_by_itself_and_with_a_new_password() {
    let (district, whole, secretary) = signed_in().await;
    let hash = password::hash("another").unwrap();
    district.server.database.write(|transaction| accounts::reset(transaction, "书记", &hash)).unwrap();
    assert_eq!((whole.get("/api/v1/me").await.0, secretary.get("/api/v1/me").await.0), (200, 401));
    district.pass_minutes(12 * 60);
    assert_eq!(whole.get("/api/v1/me").await.0, 401);
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down_and_the_right_one_still_works_later() {
    let district = District::new(&two_households());
    let mut page = Page::new(&district);
    for _ in 0..5 {
        let (status, problem) = page.sign_in("district", "guess").await;
        assert_eq!((status, &problem["code"]), (401, &json!("wrong_sign_in")));
    }
    let (status, problem) = page.sign_in("district", &district.password.clone()).await;
    assert_eq!((status, &problem["code"], &problem["values"]["wait_seconds"]), (429, &json!("slow_down"), &json!(20)));
    assert_eq!(page.sign_in("somebody", "guess").await.0, 401, "an unknown name answers like a known one");
    district.pass_minutes(1);
    assert_eq!(page.sign_in("district", &district.password.clone()).await.0, 200);
}

#[tokio::test]
async fn guessing_from_one_ipv6_line_counts_together_and_a_guesser_elsewhere_locks_nobody_out_at_once() {
    let district = District::new(&two_households());
    let from = |address: String| Page::from(&district, std::net::SocketAddr::new(address.parse().unwrap(), 1));
    for guess in 0..5 {
        assert_eq!(from(format!("2001:db8:1:2::{guess}")).sign_in("district", "guess").await.0, 401);
    }
    assert_eq!(from("2001:db8:1:2:ffff::1".to_owned()).sign_in("district", "guess").await.0, 429, "the same line");
    assert_eq!(from("2001:db8:1:3::1".to_owned()).sign_in("district", &district.password).await.0, 200, "the owner, from elsewhere");
    // From ever new lines, fifty at once and then one in five seconds.
    let mut refused = 0;
    for line in 0..60 {
        refused += usize::from(from(format!("2001:db8:2:{line:x}::1")).sign_in("district", "guess").await.0 == 429);
    }
    assert_eq!(refused, 15, "50 less the five of the first line");
    // One line that tries many names is held up as well.
    let mut names = 0;
    for name in 0..150 {
        names += usize::from(from("10.1.1.1".to_owned()).sign_in(&format!("name {name}"), "guess").await.0 == 401);
    }
    assert_eq!(names, 120);
}

#[tokio::test]
async fn the_overview_counts_what_devices_reported() {
    let (district, whole, _) = signed_in().await;
    let mut zhang = district.device("张如彬");
    district.set_time("2020-03-01T12:30");
    zhang.append(&contact(1, "2020-03-01T09:00"));
    zhang.append(&reading(1, "2020-03-01T10:50", 379));
    zhang.sync(&district.server);
    district.device("权贺永");
    let overview = whole.get("/api/v1/overview").await.1;
    let checks = |state: &str| overview["coverage"][state]["checks"].as_u64().unwrap();
    // The roster came at 10:40: what was due at nine and nobody logged was nobody's.
    let counts = ["total", "done", "missed", "unknown", "not_assigned", "open"].map(checks);
    assert_eq!(counts, [8, 2, 0, 1, 1, 4], "{overview:#}");
    assert_eq!(overview["data_as_of_text"], "12:30");
    let fever = &overview["fevers"][0];
    assert_eq!((&fever["celsius"], &fever["resident_name"], &fever["cadre"]), (&json!("37.9"), &json!("住户A1"), &json!("张如彬")));
    let attention = whole.get("/api/v1/attention").await.1;
    let group = &attention["groups"][0];
    assert_eq!(
        (&attention["checks"], &group["rows"][0]["state"], &group["owed_by"][0]["name"]),
        (&json!(1), &json!("unknown"), &json!("权贺永"))
    );
    assert_eq!((&overview["overdue_total"], &overview["overdue_groups"][0]["key"]), (&json!(1), &group["key"]));
    assert_eq!(overview["silent"][0]["cadre"]["name"], "权贺永", "enrolled, and never heard of");

    // What the other device reports turns unknown into missed.
    district.device("权贺永").sync(&district.server);
    let by_hour = &whole.get("/api/v1/overview").await.1["by_hour"];
    assert_eq!(
        (&by_hour[1]["hour"], &by_hour[1]["coverage"]["unknown"]["checks"]),
        (&json!(10), &json!(1)),
        "one of two devices is still silent"
    );
}

#[tokio::test]
async fn the_household_page_shows_what_was_logged_corrected_and_withdrawn() {
    use daylog_domain::{
        entries::{Content, correct::Correct, withdraw::Withdraw},
        ids::EntryId,
    };
    let (district, whole, _) = signed_in().await;
    let mut zhang = district.device("张如彬");
    zhang.append(&contact(1, "2020-03-01T09:00"));
    zhang.append(&reading(1, "2020-03-01T10:50", 365));
    zhang.append(&contact(1, "2020-02-29T09:00"));
    let id = |sequence| EntryId { log: zhang.log, sequence };
    let right = reading(1, "2020-03-01T10:50", 368);
    let correct = Correct { of: id(2), at: None, content: Box::new(right.content), note: None, reason: "看错".to_owned() };
    let withdraw = Withdraw { of: id(3), reason: "另一户".to_owned() };
    let amendments = [Content::Correct(correct), Content::Withdraw(withdraw)].map(|content| common::entry(1, "2020-03-01T11:00", content));
    amendments.iter().for_each(|entry| zhang.append(entry));
    district.set_time("2020-03-01T12:30");
    zhang.sync(&district.server);

    let page = whole.get("/api/v1/households/1").await.1;
    let timeline = page["timeline"].as_array().unwrap();
    let line = |place: usize| (timeline[place]["kind"].as_str().unwrap(), timeline[place]["minute"].as_str().unwrap());
    assert_eq!((line(0), line(1), line(2)), (("temperature", "10:50"), ("contact", "09:00"), ("contact", "09:00")));
    assert_eq!((&timeline[0]["summary"]["values"]["celsius"], &timeline[0]["corrected"]), (&json!("36.8"), &json!(true)));
    assert_eq!((timeline[0]["history"].as_array().unwrap().len(), &timeline[0]["history"][1]["reason"]), (2, &json!("看错")));
    assert_eq!((&timeline[2]["withdrawn"], &timeline[2]["history"][1]["change"]), (&json!(true), &json!("withdrawn")));
    assert_eq!((&timeline[0]["cadre"], &timeline[0]["received_text"]), (&json!("张如彬"), &json!("2020-03-01 12:30")));
    assert_eq!((&page["day"], &page["days"], &page["seal"]), (&json!(5), &json!(14), &Value::Null));
    let states: Vec<_> = page["checks"].as_array().unwrap().iter().map(|check| check["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["done", "done", "later", "later"]);
    assert_eq!(page["strips"][0]["days"][4]["highest"], "36.8");
    assert_eq!(page["curves"][0]["points"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_list_is_paged_by_its_own_order_and_searched() {
    let (_district, whole, _) = signed_in().await;
    let first = whole.get("/api/v1/households?limit=1").await.1;
    assert_eq!((first["rows"].as_array().unwrap().len(), &first["households"], &first["people"]), (1, &json!(2), &json!(2)));
    let next = whole.get(&format!("/api/v1/households?limit=1&after={}", first["next"].as_str().unwrap())).await.1;
    assert_eq!(next["next"], Value::Null);
    let codes: Vec<_> = [&first, &next].map(|page| page["rows"][0]["door"]["code"].clone()).into();
    assert!(codes.contains(&json!("A1")) && codes.contains(&json!("B1")), "{codes:?}");
    for (search, found) in [("A1", 1), ("%E5%BC%A0%E5%A6%82%E5%BD%AC", 1), ("10000000001", 2), ("%25", 0), ("", 2)] {
        assert_eq!(whole.get(&format!("/api/v1/households?search={search}")).await.1["households"], found, "{search}");
    }
}

#[tokio::test]
async fn a_broken_seal_is_listed_until_it_is_found_intact_and_a_withdrawn_word_counts_for_nothing() {
    use daylog_domain::{
        entries::{
            Content,
            seal::{Seal, SealState},
            withdraw::Withdraw,
        },
        ids::EntryId,
    };
    let (district, whole, _) = signed_in().await;
    let mut zhang = district.device("张如彬");
    let seal = |state, at: &str| common::entry(1, at, Content::Seal(Seal { state, serial: None, reason: Some("搬家具".to_owned()) }));
    zhang.append(&seal(SealState::Broken, "2020-03-01T10:00"));
    zhang.sync(&district.server);
    let listed = |overview: &Value| overview["seals"].as_array().unwrap().iter().map(|row| row["minute"].clone()).collect::<Vec<_>>();
    let overview = whole.get("/api/v1/overview").await.1;
    assert_eq!((listed(&overview), &overview["seals"][0]["note"]), (vec![json!("10:00")], &json!("搬家具")));
    assert_eq!(listed(&whole.get("/api/v1/overview?date=2020-02-29").await.1), Vec::<Value>::new(), "the day before it was whole");
    assert_eq!(listed(&whole.get("/api/v1/overview?date=2020-03-02").await.1), [json!("10:00")], "it stays broken overnight");

    zhang.append(&seal(SealState::Intact, "2020-03-01T10:20"));
    zhang.sync(&district.server);
    assert!(listed(&whole.get("/api/v1/overview").await.1).is_empty());
    let of = EntryId { log: zhang.log, sequence: 2 };
    zhang.append(&common::entry(1, "2020-03-01T10:30", Content::Withdraw(Withdraw { of, reason: "另一户".to_owned() })));
    zhang.sync(&district.server);
    assert_eq!(listed(&whole.get("/api/v1/overview").await.1), [json!("10:00")]);
}

#[tokio::test]
async fn the_last_day_and_cadres_without_a_device_are_shown() {
    let (_district, whole, _) = signed_in().await;
    let overview = whole.get("/api/v1/overview?date=2020-03-10").await.1;
    let ending = overview["ending"].as_array().unwrap();
    assert_eq!(
        (ending.len(), &ending[0]["names"], &ending[0]["days"]),
        (2, &json!(["住户A1"]), &json!(14)),
        "by street, community and code"
    );
    let silent = overview["silent"].as_array().unwrap();
    assert_eq!((silent.len(), &silent[0]["device"], &silent[0]["cadre"]["has_device"]), (2, &Value::Null, &json!(false)));
    let after = whole.get("/api/v1/overview?date=2020-03-11").await.1;
    assert_eq!((&after["households"], &after["coverage"]["total"]["checks"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn a_search_that_is_too_long_is_said_so_and_never_cut() {
    let district = District::new(&two_households());
    let mut page = Page::new(&district);
    page.sign_in("district", &district.password).await;
    // Encoded, each of them is nine characters long.
    let search = |count: usize| format!("/api/v1/households?search={}", "%E9%95%BF".repeat(count));
    let (status, list) = page.get(&search(400)).await;
    assert_eq!((status, &list["households"]), (200, &0.into()));
    let (status, problem) = page.get(&search(401)).await;
    assert_eq!((status, &problem["code"], &problem["values"]["limit"]), (400, &"search_too_long".into(), &400.into()));
}
