//! An account's name is compared by what it means: two that look the same are one account, and nobody guesses faster by
//! spelling a name in another way. What is shown stays as it was typed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{
    District,
    page::Page,
    program::{Fixture, json, run},
    secretary, two_households,
};
use daylog_district::password;
use daylog_storage::{
    accounts::{self, Removal},
    params,
};

/// Spellings of `José 书记` that look the same or nearly so.
const SPELLINGS: [&str; 6] = ["José 书记", "Jose\u{301} 书记", "josé书记", "ＪＯＳÉ　书记", " José \u{a0}书记 ", "José\u{200b} 书记"];

fn add(district: &District, name: &str, password: &str) -> bool {
    let hash = password::hash(password).unwrap();
    let now = district.now();
    district.server.database.write(|transaction| accounts::insert(transaction, name, secretary(1), &hash, now)).unwrap()
}

#[tokio::test]
async fn an_account_is_one_however_its_name_is_spelled() {
    let district = District::new(&two_households());
    assert!(add(&district, "José 书记", "secret"));
    for spelling in SPELLINGS {
        assert!(!add(&district, spelling, "other"), "{spelling:?}");
        let (status, me) = Page::new(&district).sign_in(spelling, "secret").await;
        assert_eq!((status, &me["name"]), (200, &"José 书记".into()), "{spelling:?}");
    }
    assert!(add(&district, "José 书记2", "secret"), "another name is another account");
    let hash = password::hash("anew").unwrap();
    let reset = district.server.database.write(|transaction| accounts::reset(transaction, "josé书记", &hash)).unwrap();
    assert_eq!(reset.as_deref(), Some("José 书记"));
    assert_eq!(Page::new(&district).sign_in("José 书记", "anew").await.0, 200);
    let removed = district.server.database.write(|transaction| accounts::remove(transaction, "ｊosé书记", district.now())).unwrap();
    assert_eq!(removed, Removal::Removed("José 书记".to_owned()));
    assert_eq!(district.server.database.read(accounts::all).unwrap().len(), 2);
}

#[tokio::test]
async fn another_spelling_is_no_further_guess() {
    let district = District::new(&two_households());
    add(&district, "José 书记", "secret");
    let mut answers = Vec::new();
    for spelling in SPELLINGS {
        answers.push(Page::new(&district).sign_in(spelling, "guess").await.0);
    }
    assert_eq!(answers, [401, 401, 401, 401, 401, 429]);
    assert_eq!(Page::new(&district).sign_in(&"长".repeat(accounts::NAME_LIMIT + 1), "guess").await.0, 401);
}

#[tokio::test]
async fn two_accounts_that_an_older_version_kept_are_told_apart_by_their_spelling() {
    let district = District::new(&two_households());
    add(&district, "书记", "one");
    let two = password::hash("two").unwrap();
    let duplicate = district.server.database.write(|transaction| {
        transaction.run(
            "INSERT INTO account (id, name, salt, password_hash, created_at)
             VALUES ((SELECT 1 + coalesce(max(id), 0) FROM account), '书 记', ?1, ?2, 0)",
            params![two.salt, two.hash],
        )?;
        transaction.run(
            "INSERT INTO account_role (id, account, role, from_at)
             VALUES ((SELECT 1 + max(id) FROM account_role), (SELECT max(id) FROM account), 'district', 0)",
            params![],
        )
    });
    duplicate.unwrap();
    for (name, password, status) in [("书记", "one", 200), ("书 记", "two", 200), ("书记", "two", 401), ("书\u{3000}记", "one", 401)]
    {
        assert_eq!(Page::new(&district).sign_in(name, password).await.0, status, "{name} {password}");
    }
}

#[tokio::test]
async fn a_password_is_taken_as_it_was_copied() {
    let district = District::new(&two_households());
    let wide: String = district.password.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
    for typed in [format!(" {} ", district.password), format!("{}\n", district.password), wide] {
        assert_eq!(Page::new(&district).sign_in("district", &typed).await.0, 200, "{typed:?}");
    }
    assert_eq!(Page::new(&district).sign_in("district", &district.password.replace('-', "")).await.0, 401);
}

#[test]
fn the_commands_know_accounts_and_cadres_by_any_spelling_and_numbers_by_any_keyboard() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let data = fixture.data();
    let with = |words: &[&str]| run(&[words, &["--data", &data]].concat());
    assert!(with(&["account", "add", "José 书记", "--role", "secretary", "--community", "公园街道／长新 社区"]).status.success());
    let refused = with(&["account", "add", "jose\u{301}书记", "--role", "district"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("already"), "{refused:?}");
    let long = with(&["account", "add", &"长".repeat(accounts::NAME_LIMIT + 1), "--role", "district"]);
    assert!(long.status.code() == Some(2) && String::from_utf8_lossy(&long.stderr).contains("100 at most"), "{long:?}");
    assert_eq!(json(&with(&["account", "reset", "ｊosé书记", "--format", "json"]))["account"], "José 书记");
    assert_eq!(String::from_utf8_lossy(&with(&["account", "remove", "JOSÉ书记"]).stdout), "Removed   José 书记\n");

    let invited = json(&with(&["invite", "--cadre", "张 如彬／市委办 督查室", "--hours", "１", "--format", "json"]));
    assert_eq!(invited["expires_at"], "2020-03-01T11:40:00+08:00");
    let set = with(&["retention", "--days", "６０", "--phone-days", "１４"]);
    assert!(set.status.success() && String::from_utf8_lossy(&set.stdout).contains("60"), "{set:?}");
    assert!(with(&["retention", "--phone-days", " OFF "]).status.success());
    let roster = fixture.file("moved.csv", two_households().as_bytes());
    let dry = json(&run(&["import", "--data", &data, &roster, "--shift-days", "－３", "--dry-run", "--format", "json"]));
    assert_eq!(dry["changes"][0]["to"], "2020-02-23", "{dry}");
    assert!(with(&["address", "set", "１0.0.0.1:8470", "daylog.example:８４７０"]).status.success());
    assert!(with(&["address", "remove", "１0.0.0.1：8470"]).status.success());
    assert_eq!(json(&with(&["address", "list", "--format", "json"]))["addresses"], serde_json::json!(["daylog.example:8470"]));
    let nobody = with(&["device", "confirm-lost", "１２"]);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("there is no device 12"), "{nobody:?}");
    for (words, says) in [
        (&["invite", "--cadre", "张如彬", "--hours", "0"][..], "from 1 to 720"),
        (&["retention", "--days", "soon"], "not a whole number from 0 to 65535, and not off"),
        (&["device", "revoke", "-1"], "revoke"),
    ] {
        let wrong = with(words);
        assert!(wrong.status.code() == Some(2) && String::from_utf8_lossy(&wrong.stderr).contains(says), "{wrong:?}");
    }
}
