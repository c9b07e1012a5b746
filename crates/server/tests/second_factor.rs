//! Signing in in steps, as a browser goes them: the password, a first set-up, codes, recovery codes, a password that somebody else
//! chose; and what is refused on the way.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use axum::http::header;
use common::{District, page::Page, secretary, two_households};
use daylog_district::{accounts::totp, password};
use daylog_domain::{access::Viewer, places::Place};
use daylog_storage::{
    accounts::{self, PasswordUse, second_factor},
    district, params,
};
use serde_json::{Value, json};

const NEW: &str = "k7mq-2x9d-wv4t";

fn required() -> District {
    let district = District::new(&two_households());
    district.server.database.write(|db| district::require_second_factor(db, true)).unwrap();
    district
}

fn add(district: &District, name: &str, viewer: Viewer, usage: PasswordUse) -> i64 {
    let hash = password::hash("secret").unwrap();
    let now = district.now();
    let made = district.server.database.write(|db| {
        let account = accounts::create(db, name, (&hash, usage), now)?.unwrap();
        accounts::roles::grant(db, account, viewer, now, None)?;
        Ok::<_, daylog_storage::StorageError>(account)
    });
    made.unwrap()
}

async fn post(page: &mut Page, path: &str, body: Value) -> (u16, Value) {
    let headers = [("x-daylog", "1"), ("content-type", "application/json"), ("user-agent", "Test 1.0")];
    let (status, headers, body) = page.ask("POST", path, &headers, body.to_string()).await;
    if let Some(cookie) = headers.get(header::SET_COOKIE).filter(|_| path == "/api/v1/session") {
        page.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
    }
    (status.as_u16(), serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn step(page: &mut Page, body: Value) -> (u16, String) {
    let (status, answer) = post(page, "/api/v1/session", body).await;
    (status, answer["code"].as_str().unwrap_or("signed in").to_owned())
}

fn shown(name: &str, more: Value) -> Value {
    let mut body = json!({ "name": name, "password": "secret" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// The code that the account's phone shows now.
fn code(district: &District, account: i64) -> String {
    let stored = district.server.database.read(|db| second_factor::of(db, account)).unwrap().unwrap();
    totp::code_at(&stored.secret, district.now())
}

/// What the record holds, in the order of the alphabet: what waits behind an answer is written behind what does not.
fn lines(district: &District) -> Vec<String> {
    district.server.keep_record();
    let lines =
        district.server.database.read(|db| db.many("SELECT what FROM access_record ORDER BY what", params![], |row| row.get::<String>(0)));
    lines.unwrap()
}

#[tokio::test]
async fn a_first_sign_in_sets_the_phone_up_and_every_later_one_asks_for_a_code_that_is_taken_once() {
    let district = required();
    let account = add(&district, "督查", Viewer::Inspector(Place::District), PasswordUse::Lasting);
    let mut page = Page::new(&district);
    assert_eq!(step(&mut page, shown("督查", json!({}))).await, (401, "second_factor_needed".to_owned()));
    // Whatever is shown before it was set up is no code.
    assert_eq!(step(&mut page, shown("督查", json!({"code": "123456"}))).await, (401, "wrong_code".to_owned()));
    let (status, set_up) = post(&mut page, "/api/v1/session/second-factor", shown("督查", json!({}))).await;
    assert_eq!(status, 200, "{set_up}");
    assert!(set_up["address"].as_str().unwrap().contains(set_up["secret"].as_str().unwrap()), "{set_up}");
    // The secret is there, and counts only behind a code of it.
    assert_eq!(step(&mut page, shown("督查", json!({}))).await, (401, "second_factor_needed".to_owned()));
    let first = code(&district, account);
    assert_eq!(step(&mut page, shown("督查", json!({"code": first}))).await, (200, "signed in".to_owned()));
    assert_eq!(page.get("/api/v1/me").await.1["has_second_factor"], true);

    let mut other = Page::new(&district);
    assert_eq!(step(&mut other, shown("督查", json!({}))).await, (401, "code_needed".to_owned()));
    assert_eq!(step(&mut other, shown("督查", json!({"code": first}))).await, (401, "wrong_code".to_owned()), "seen over a shoulder");
    assert_eq!(post(&mut other, "/api/v1/session/second-factor", shown("督查", json!({}))).await.0, 401, "no second set-up beside it");
    district.pass_minutes(1);
    let next = code(&district, account);
    assert_eq!(step(&mut other, shown("督查", json!({"code": format!(" {} {}", &next[..3], &next[3..])}))).await.0, 200);
    assert_eq!(lines(&district), ["signed_in", "signed_in", "wrong_code", "wrong_code"]);
}

#[tokio::test]
async fn a_phone_that_is_gone_is_stood_in_for_by_printed_codes_each_used_once() {
    let district = required();
    let account = add(&district, "区", Viewer::District, PasswordUse::Lasting);
    let mut page = Page::new(&district);
    post(&mut page, "/api/v1/session/second-factor", shown("区", json!({}))).await;
    let now = code(&district, account);
    assert_eq!(step(&mut page, shown("区", json!({"code": now}))).await.0, 200);
    assert_eq!(post(&mut page, "/api/v1/me/recovery-codes", json!({"password": "guess"})).await.1["code"], "wrong_password");
    let (_, made) = post(&mut page, "/api/v1/me/recovery-codes", json!({"password": "secret"})).await;
    let codes: Vec<&str> = made["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    assert_eq!(codes.len(), 10);
    let mut other = Page::new(&district);
    let typed = codes[0].to_uppercase().replace('-', " ");
    assert_eq!(step(&mut other, shown("区", json!({"code": typed}))).await.0, 200);
    assert_eq!(step(&mut other, shown("区", json!({"code": codes[0]}))).await, (401, "wrong_code".to_owned()));
    assert_eq!(other.get("/api/v1/me").await.1["recovery_codes"], 9);
    // New ones take the place of all that were printed before.
    post(&mut page, "/api/v1/me/recovery-codes", json!({"password": "secret"})).await;
    assert_eq!(step(&mut other, shown("区", json!({"code": codes[1]}))).await, (401, "wrong_code".to_owned()));
    let stored: Vec<Vec<u8>> =
        district.server.database.read(|db| db.many("SELECT code_hash FROM recovery_code", params![], |row| row.get(0))).unwrap();
    assert!(stored.len() == 10 && stored.iter().all(|hash| hash.len() == 32), "only hashes are kept");
}

#[tokio::test]
async fn who_has_the_password_and_guesses_at_codes_waits_from_wherever_it_is_tried() {
    let district = required();
    let account = add(&district, "区", Viewer::District, PasswordUse::Lasting);
    let mut page = Page::new(&district);
    post(&mut page, "/api/v1/session/second-factor", shown("区", json!({}))).await;
    let first = code(&district, account);
    assert_eq!(step(&mut page, shown("区", json!({"code": first}))).await.0, 200);
    let mut answers = Vec::new();
    for last in 1..=7 {
        let mut page = Page::from(&district, ([10, 0, 0, last], 1).into());
        answers.push(step(&mut page, shown("区", json!({"code": "000000"}))).await.0);
    }
    assert_eq!(answers, [401, 401, 401, 401, 401, 429, 429]);
    district.pass_minutes(5);
    let next = code(&district, account);
    assert_eq!(step(&mut page, shown("区", json!({"code": next}))).await.0, 200, "one more try comes with time");
}

#[tokio::test]
async fn a_password_that_somebody_else_chose_is_good_for_choosing_another_one() {
    let district = required();
    add(&district, "书记", secretary(1), PasswordUse::Once);
    let mut page = Page::new(&district);
    let cases = [
        (json!({}), (401, "new_password_needed")),
        (json!({"new_password": "short"}), (400, "weak_password")),
        (json!({"new_password": "secret"}), (400, "weak_password")),
        (json!({"new_password": NEW}), (200, "signed in")),
    ];
    for (more, (status, code)) in cases {
        assert_eq!(step(&mut page, shown("书记", more.clone())).await, (status, code.to_owned()), "{more}");
    }
    assert_eq!(step(&mut page, shown("书记", json!({}))).await, (401, "wrong_sign_in".to_owned()), "the old one is gone");
    assert_eq!(step(&mut page, json!({"name": "书记", "password": NEW})).await.0, 200);
    assert_eq!(lines(&district), ["signed_in", "signed_in", "wrong_password"]);
}

#[tokio::test]
async fn a_locked_account_and_one_without_a_role_are_told_so_only_behind_the_right_password() {
    let district = required();
    let locked = add(&district, "锁了", secretary(1), PasswordUse::Lasting);
    let ended = add(&district, "卸任", secretary(1), PasswordUse::Lasting);
    let now = district.now();
    let role = district.server.database.read(|db| accounts::by_id(db, ended)).unwrap().unwrap().roles[0].id;
    district
        .server
        .database
        .write(|db| {
            accounts::set_locked(db, locked, Some(now))?;
            accounts::roles::end(db, role, now)
        })
        .unwrap();
    let mut page = Page::new(&district);
    for (name, code) in [("锁了", "account_locked"), ("卸任", "no_role")] {
        assert_eq!(step(&mut page, shown(name, json!({}))).await, (403, code.to_owned()));
        assert_eq!(step(&mut page, json!({"name": name, "password": "guess"})).await, (401, "wrong_sign_in".to_owned()));
    }
    assert_eq!(lines(&district), ["not_let_in", "not_let_in", "wrong_password", "wrong_password"]);
}
