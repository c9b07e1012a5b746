//! Accounts over their routes: made, given roles, locked, ended; sessions that end with what they stand on; the last account of
//! the district; and the record of access.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::sync::Barrier;

use common::{District, page::Page, secretary, two_households};
use daylog_district::{
    accounts::manage::{self, ManageRefusal, Manager},
    password, record,
    types::{AccessKind, AccountAct},
};
use daylog_domain::{access::Viewer, ids::StreetId};
use daylog_storage::{accounts, district, feed::Feed, params};
use daylog_testkit::database::Kind;
use serde_json::{Value, json};

const NEW: &str = "k7mq-2x9d-wv4t";

fn add(district: &District, name: &str, viewer: Viewer) -> i64 {
    let hash = password::hash("secret").unwrap();
    let now = district.now();
    assert!(district.server.database.write(|db| accounts::insert(db, name, viewer, &hash, now)).unwrap());
    district.server.database.read(|db| accounts::by_name(db, name)).unwrap().unwrap().0.id
}

async fn signed_in(district: &District, name: &str) -> Page {
    let mut page = Page::new(district);
    assert_eq!(page.sign_in(name, "secret").await.0, 200);
    page
}

async fn post(page: &Page, path: &str, body: Value) -> (u16, Value) {
    let headers = [("x-daylog", "1"), ("content-type", "application/json")];
    let (status, _, body) = page.ask("POST", path, &headers, body.to_string()).await;
    (status.as_u16(), serde_json::from_slice(&body).unwrap_or(Value::Null))
}

fn act(account: &Value) -> String {
    format!("/api/v1/accounts/{}", account["id"])
}

#[tokio::test]
async fn a_street_office_makes_its_secretaries_and_nobody_elses_account() {
    let district = District::new(&two_households());
    add(&district, "街道", Viewer::Street(StreetId(1)));
    let street = signed_in(&district, "街道").await;
    let (status, made) =
        post(&street, "/api/v1/accounts", json!({"name": " 新书记 ", "role": {"role": "secretary", "community": 1}})).await;
    assert_eq!((status, &made["account"]["name"]), (200, &"新书记".into()), "{made}");
    let (account, password) = (&made["account"], made["password"].as_str().unwrap());
    for (role, status, code) in [
        (json!({"role": "secretary", "community": 99}), 400, "bad_request"),
        (json!({"role": "secretary"}), 400, "bad_request"),
        (json!({"role": "secretary", "community": 1, "last_day": "2020-02-01"}), 400, "bad_request"),
        (json!({"role": "district"}), 403, "forbidden"),
        (json!({"role": "street", "street": 1}), 403, "forbidden"),
        (json!({"role": "inspector"}), 403, "forbidden"),
    ] {
        let (found, answer) = post(&street, "/api/v1/accounts", json!({"name": "某人", "role": role})).await;
        assert_eq!((found, answer["code"].as_str().unwrap()), (status, code), "{role}");
    }
    let taken = post(&street, "/api/v1/accounts", json!({"name": "新 书记", "role": {"role": "secretary", "community": 1}})).await;
    assert_eq!((taken.0, taken.1["code"].as_str().unwrap()), (409, "name_taken"));
    let listed = street.get("/api/v1/accounts").await.1;
    let names: Vec<&str> = listed["accounts"].as_array().unwrap().iter().map(|account| account["name"].as_str().unwrap()).collect();
    assert_eq!((names, &listed["roles"]), (vec!["新书记"], &json!(["secretary"])));
    assert_eq!(post(&street, "/api/v1/accounts/1", json!({"act": "lock"})).await.0, 404, "the district's is not there for it");

    // The password is good for choosing another one.
    let mut page = Page::new(&district);
    assert_eq!(page.sign_in("新书记", password).await.1["code"], "new_password_needed");
    let first = json!({"name": "新书记", "password": password, "new_password": NEW});
    assert_eq!(post(&page, "/api/v1/session", first).await.0, 200);
    assert_eq!(page.sign_in("新书记", NEW).await.0, 200);
    assert_eq!(post(&street, &act(account), json!({"act": "lock"})).await.0, 200);
    assert_eq!(page.get("/api/v1/me").await.0, 401, "its sessions end");
    assert_eq!(page.sign_in("新书记", NEW).await.1["code"], "account_locked");
    assert_eq!(post(&street, &act(account), json!({"act": "unlock"})).await.0, 200);
    assert_eq!(page.sign_in("新书记", NEW).await.0, 200);
    let reset = post(&street, &act(account), json!({"act": "reset_password"})).await.1;
    assert_eq!((page.get("/api/v1/me").await.0, page.sign_in("新书记", NEW).await.0), (401, 401));
    assert_eq!(page.sign_in("新书记", reset["password"].as_str().unwrap()).await.1["code"], "new_password_needed");
    assert_eq!(post(&street, &act(account), json!({"act": "end"})).await.1["account"], Value::Null);
    assert_eq!(post(&street, &act(account), json!({"act": "unlock"})).await.0, 404);
}

#[tokio::test]
async fn a_session_stands_on_one_role_ends_with_it_and_may_be_used_as_another() {
    let district = District::new(&two_households());
    let both = add(&district, "兼任", secretary(1));
    add(&district, "区", Viewer::District);
    let district_page = signed_in(&district, "区").await;
    let grant = json!({"act": "grant_role", "role": {"role": "street", "street": 1}});
    let path = format!("/api/v1/accounts/{both}");
    assert_eq!(post(&district_page, &path, grant.clone()).await.0, 200);
    assert_eq!(post(&district_page, &path, grant).await.1["code"], "held_already");
    let page = signed_in(&district, "兼任").await;
    let me = page.get("/api/v1/me").await.1;
    assert_eq!((&me["role"], me["roles"].as_array().unwrap().len()), (&"street".into(), 2), "the widest comes first");
    assert!(me["may"].as_array().unwrap().contains(&"manage_accounts".into()));
    let role = |me: &Value, name: &str| me["roles"].as_array().unwrap().iter().find(|role| role["role"] == name).unwrap()["id"].clone();
    let (secretary, street) = (role(&me, "secretary"), role(&me, "street"));
    assert_eq!(post(&page, "/api/v1/me/role", json!({"role": secretary})).await.1["community"]["id"], 1);
    assert_eq!((page.get("/api/v1/accounts").await.0, page.get("/api/v1/households/2").await.0), (403, 404), "it sees no more than that");
    assert_eq!(post(&page, "/api/v1/me/role", json!({"role": 1})).await.0, 404, "the role of somebody else");
    // One of two roles ends: only the session that stands on it does too.
    let other = signed_in(&district, "兼任").await;
    assert_eq!(post(&district_page, &path, json!({"act": "end_role", "role": street})).await.0, 200);
    assert_eq!((other.get("/api/v1/me").await.0, page.get("/api/v1/me").await.0), (401, 200));
    assert_eq!(post(&district_page, &path, json!({"act": "end_role", "role": secretary})).await.0, 200);
    assert_eq!(page.get("/api/v1/me").await.0, 401);
    assert_eq!(Page::new(&district).sign_in("兼任", "secret").await.1["code"], "no_role");
}

#[tokio::test]
async fn a_role_with_a_last_day_holds_to_its_end_and_no_longer() {
    let district = District::new(&two_households());
    let account = add(&district, "代理", secretary(2));
    add(&district, "区", Viewer::District);
    let district_page = signed_in(&district, "区").await;
    let grant = json!({"act": "grant_role", "role": {"role": "secretary", "community": 1, "last_day": "2020-03-01"}});
    assert_eq!(post(&district_page, &format!("/api/v1/accounts/{account}"), grant).await.0, 200);
    let me = signed_in(&district, "代理").await.get("/api/v1/me").await.1;
    assert_eq!((me["roles"].as_array().unwrap().len(), &me["roles"][1]["until_text"]), (2, &"2020-03-02 00:00".into()));
    let page = signed_in(&district, "代理").await;
    assert_eq!(post(&page, "/api/v1/me/role", json!({"role": me["roles"][1]["id"]})).await.0, 200);
    district.set_time("2020-03-01T22:30");
    let page_late = signed_in(&district, "代理").await;
    assert_eq!(post(&page_late, "/api/v1/me/role", json!({"role": me["roles"][1]["id"]})).await.0, 200);
    district.set_time("2020-03-01T23:59");
    assert_eq!(page_late.get("/api/v1/me").await.0, 200);
    district.set_time("2020-03-02T00:00");
    assert_eq!(page_late.get("/api/v1/me").await.0, 401);
}

#[tokio::test]
async fn nobody_locks_the_own_account_and_the_last_of_the_district_stays() {
    let district = District::new(&two_households());
    let own = add(&district, "区", Viewer::District);
    let page = signed_in(&district, "区").await;
    for name in ["lock", "end", "reset_password", "remove_second_factor"] {
        let (status, answer) = post(&page, &format!("/api/v1/accounts/{own}"), json!({"act": name})).await;
        assert_eq!((status, answer["code"].as_str().unwrap()), (409, "not_oneself"), "{name}");
    }
    assert_eq!(post(&page, "/api/v1/accounts/1", json!({"act": "end"})).await.0, 200, "another one is left");
    let role = page.get("/api/v1/me").await.1["roles"][0]["id"].clone();
    let last = post(&page, &format!("/api/v1/accounts/{own}"), json!({"act": "end_role", "role": role})).await;
    assert_eq!((last.0, last.1["code"].as_str().unwrap()), (409, "last_of_district"));
    assert_eq!(page.get("/api/v1/me").await.0, 200);
}

/// On the database that the environment chooses, and on PostgreSQL, where two processes hold no lock of one file.
#[test]
fn of_two_district_accounts_that_lock_each_other_at_once_one_stays() {
    for kind in [Kind::chosen(), Kind::Postgres(daylog_testkit::postgres::Version::V15)] {
        let district = District::on(kind, &two_households());
        let other = add(&district, "区", Viewer::District);
        let servers = [district.server.clone(), district.second_process()];
        for round in 0..10 {
            let barrier = Barrier::new(2);
            let now = district.now();
            let lock = |server: &daylog_server::state::Server, by: i64, account: i64| {
                let by = Manager { account: Some(by), ..Manager::COMMAND };
                barrier.wait();
                manage::change(&server.database, account, &AccountAct::Lock, by, now)
            };
            let (one, two) = std::thread::scope(|scope| {
                let one = scope.spawn(|| lock(&servers[0], 1, other));
                let two = scope.spawn(|| lock(&servers[1], other, 1));
                (one.join().unwrap(), two.join().unwrap())
            });
            let refused = [&one, &two].into_iter().filter(|done| matches!(done, Err(ManageRefusal::LastOfDistrict))).count();
            assert_eq!((refused, one.is_ok() || two.is_ok()), (1, true), "round {round}: {one:?} {two:?}");
            let unlocked = district.server.database.write(|db| {
                accounts::set_locked(db, 1, None)?;
                accounts::set_locked(db, other, None)
            });
            unlocked.unwrap();
        }
    }
}

#[tokio::test]
async fn the_own_sessions_are_listed_and_the_others_ended_also_by_another_password() {
    let district = District::new(&two_households());
    add(&district, "书记", secretary(1));
    let (here, there) = (signed_in(&district, "书记").await, signed_in(&district, "书记").await);
    let listed = here.get("/api/v1/me/sessions").await.1;
    let this: Vec<bool> = listed["sessions"].as_array().unwrap().iter().map(|session| session["is_this"].as_bool().unwrap()).collect();
    assert_eq!((this.len(), this.iter().filter(|is_this| **is_this).count()), (2, 1), "{listed}");
    assert_eq!(post(&here, "/api/v1/me/sessions/end-others", json!({})).await.1["sessions"], 1);
    assert_eq!((here.get("/api/v1/me").await.0, there.get("/api/v1/me").await.0), (200, 401));
    let there = signed_in(&district, "书记").await;
    for (old, new, status) in [("guess", NEW, 403), ("secret", "short", 400), ("secret", "secret", 400), ("secret", NEW, 204)] {
        let change = json!({"password": old, "new_password": new});
        assert_eq!(post(&here, "/api/v1/me/password", change).await.0, status, "{old} {new}");
    }
    assert_eq!((here.get("/api/v1/me").await.0, there.get("/api/v1/me").await.0), (200, 401));
    assert_eq!(Page::new(&district).sign_in("书记", NEW).await.0, 200);
}

#[tokio::test]
async fn the_record_says_who_looked_at_whom_once_for_one_look_and_never_what_was_searched_for() {
    let district = District::new(&two_households());
    add(&district, "书记", secretary(1));
    add(&district, "区", Viewer::District);
    let (secretary, district_page) = (signed_in(&district, "书记").await, signed_in(&district, "区").await);
    for path in ["/api/v1/households/1", "/api/v1/households/1", "/api/v1/households/2", "/api/v1/households?search=13900001111"] {
        secretary.get(path).await;
    }
    assert_eq!(Page::new(&district).sign_in("书记", "guess").await.0, 401);
    assert_eq!(Page::new(&district).sign_in("没有这个人", "guess").await.0, 401);
    assert_eq!(secretary.ask("DELETE", "/api/v1/session", &[("x-daylog", "1")], "").await.0, 204);
    let record = district_page.get("/api/v1/access-record").await.1;
    let told: Vec<(&str, &str)> = record["lines"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|line| (line["name"].as_str().unwrap_or("-"), line["what"].as_str().unwrap()))
        .collect();
    // What is written with its session stands before what waited behind an answer.
    let expected = [
        ("书记", "signed_in"),
        ("区", "signed_in"),
        ("书记", "signed_out"),
        ("书记", "household"),
        ("书记", "search"),
        ("书记", "wrong_password"),
        ("-", "wrong_password"),
    ];
    assert_eq!(told, expected, "{record}");
    assert!(!record.to_string().contains("13900001111") && !record.to_string().contains("没有这个人"), "{record}");
    let narrowed = district_page.get("/api/v1/access-record?what=household&household=1&from=2020-03-01&until=2020-03-01").await.1;
    assert_eq!(narrowed["lines"].as_array().unwrap().len(), 1, "{narrowed}");
    assert_eq!(narrowed["lines"][0]["household_code"], "A1");
    assert_eq!(district_page.get("/api/v1/access-record?from=2020-03-02").await.1["lines"], json!([]));
    let (status, headers, file) = district_page.ask("GET", "/api/v1/access-record.csv?what=signed_in", &[], "").await;
    let file = String::from_utf8(file).unwrap();
    assert_eq!((status.as_u16(), file.lines().count()), (200, 3), "{file}");
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/csv") && file.contains("书记,signed_in"), "{file}");
    let left = district_page.get("/api/v1/access-record?what=export").await.1;
    assert_eq!(left["lines"][0]["rows"], 2, "what left is recorded too");
}

#[tokio::test]
async fn each_page_of_a_list_and_each_page_with_names_is_recorded_and_asked_again_it_is_one_look() {
    let district = District::new(&two_households());
    add(&district, "区", Viewer::District);
    let page = signed_in(&district, "区").await;
    let next = page.get("/api/v1/households?limit=1").await.1["next"].as_str().unwrap().to_owned();
    let behind = format!("/api/v1/households?limit=1&after={next}");
    for path in [&*behind, &*behind, "/api/v1/overview", "/api/v1/overview", "/api/v1/attention", "/api/v1/overdue"] {
        assert_eq!(page.get(path).await.0, 200, "{path}");
    }
    let headers = [("x-daylog", "1"), ("content-type", "application/octet-stream")];
    assert_eq!(page.ask("POST", "/api/v1/roster-uploads", &headers, two_households()).await.0, 200);
    let record = page.get("/api/v1/access-record").await.1;
    let what: Vec<_> = record["lines"].as_array().unwrap().iter().rev().map(|line| line["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["signed_in", "households", "households", "overview", "attention", "overdue", "roster"], "{record}");
}

#[test]
fn the_record_is_kept_as_long_as_the_district_keeps_its_content() {
    let district = District::new(&two_households());
    let (database, now) = (&district.server.database, district.now());
    let keep = |days: i64| {
        let at = now.plus_minutes(days * 24 * 60);
        record::keep(database, &[record::line(AccessKind::Search, at, Some(1), "10.0.0.1")], at).unwrap();
        database.read(|db| db.one("SELECT count(*) FROM access_record", params![], |row| row.get::<i64>(0))).unwrap()
    };
    assert_eq!([0, 1, 400, 402].map(keep), [1, 2, 3, 2], "four hundred days where nothing is set");
    let set = database.write(|db| {
        let mut feed = Feed::begin(db)?;
        let mut settings = district::read(db)?.settings;
        settings.retention.days = Some(30);
        district::set_settings(db, &mut feed, &settings)?;
        feed.finish(db)
    });
    set.unwrap();
    assert_eq!(keep(431), 2);
}

#[tokio::test]
async fn an_account_that_is_made_while_the_clock_has_leapt_signs_in_once_it_is_right() {
    let district = District::new(&two_households());
    add(&district, "区", Viewer::District);
    let page = signed_in(&district, "区").await;
    district.pass_minutes(400 * 24 * 60);
    let (status, made) = post(&page, "/api/v1/accounts", json!({"name": "书记", "role": {"role": "secretary", "community": 1}})).await;
    assert_eq!(status, 200, "{made}");
    district.set_time("2020-03-01T10:50");
    let mut other = Page::new(&district);
    assert_eq!(other.sign_in("书记", made["password"].as_str().unwrap()).await.1["code"], "new_password_needed");
}
