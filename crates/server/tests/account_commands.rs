//! `daylog-server account`, as an operator uses it: roles given and ended, accounts locked, the second factor required and taken off.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{
    program::{Fixture, json, run},
    two_households,
};
use daylog_backup::folder::Folder;
use daylog_domain::time::Instant;
use daylog_storage::{accounts, accounts::second_factor, district};
use serde_json::{Value, json};

struct Office {
    fixture: Fixture,
}

impl Office {
    fn new() -> Self {
        let fixture = Fixture::new();
        fixture.import(&two_households());
        Office { fixture }
    }

    /// Exit code, and what was said on either side.
    fn said(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = run(&[&["account"], words, &["--data", &self.fixture.data()]].concat());
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code(), text)
    }

    fn does(&self, words: &[&str]) -> String {
        let (code, text) = self.said(words);
        assert_eq!(code, Some(0), "{words:?}: {text}");
        text
    }

    fn listed(&self, name: &str) -> Value {
        let listed = json(&run(&["account", "list", "--data", &self.fixture.data(), "--format", "json"]));
        listed.as_array().unwrap().iter().find(|account| account["account"] == name).unwrap().clone()
    }
}

#[test]
fn roles_are_given_and_ended_with_the_place_that_they_need() {
    let office = Office::new();
    office.does(&["add", "街道", "--role", "street", "--street", "公园街道"]);
    office.does(&["add", "督查", "--role", "inspector"]);
    office.does(&["add", "书记", "--role", "secretary", "--community", "园锦社区", "--once"]);
    assert_eq!(office.listed("街道")["street"], "公园街道");
    assert_eq!((&office.listed("督查")["role"], &office.listed("督查")["community"]), (&"inspector".into(), &Value::Null));
    let other = ["--role", "secretary", "--community", "长新社区"];
    office.does(&[&["grant", "书记"], other.as_slice()].concat());
    let held = |account: &Value| account["roles"].as_array().unwrap().len();
    assert_eq!(held(&office.listed("书记")), 2);
    for (words, code, says) in [
        ([&["grant", "书记"], other.as_slice()].concat(), 1, "holds this role already"),
        (vec!["grant", "书记", "--role", "street", "--street", "不在街道"], 1, "公园街道"),
        (vec!["add", "乙", "--role", "street"], 2, "--street"),
        (vec!["add", "乙", "--role", "inspector", "--street", "公园街道", "--community", "园锦社区"], 2, "--community"),
        (vec!["withdraw", "书记", "--role", "inspector"], 1, "does not hold the role inspector"),
        (vec!["withdraw", "district", "--role", "district"], 1, "the only account with the role district"),
        (vec!["lock", "district"], 1, "the only account with the role district"),
        (vec!["lock", "nobody"], 1, "no account is called nobody"),
    ] {
        let (found, text) = office.said(&words);
        assert!(found == Some(code) && text.contains(says), "{words:?}: {text}");
    }
    office.does(&[&["withdraw", "书记"], other.as_slice()].concat());
    assert_eq!(held(&office.listed("书记")), 1);
    office.does(&["lock", "书记"]);
    assert!(office.listed("书记")["locked"] == true && office.does(&["list"]).contains("locked"));
    office.does(&["unlock", "书记"]);
    assert_eq!(office.listed("书记")["locked"], false);
}

#[test]
fn a_new_district_asks_for_a_second_factor_unless_it_is_told_not_to_and_a_lost_phones_is_taken_off() {
    let office = Office::new();
    let database = || Folder::at(std::path::Path::new(&office.fixture.data())).unwrap().database().unwrap();
    assert!(!database().read(district::requires_second_factor).unwrap(), "the fixture was told not to");
    office.does(&["second-factor", "required"]);
    assert!(database().read(district::requires_second_factor).unwrap());
    database()
        .write(|db| {
            second_factor::begin(db, 1, &[7; 20], Instant(0))?;
            second_factor::take(db, 1, 1, Instant(0))
        })
        .unwrap();
    assert_eq!(office.listed("district")["second_factor"], true);
    office.does(&["remove-second-factor", "district"]);
    assert_eq!(office.listed("district")["second_factor"], json!(false));
    assert!(database().read(|db| accounts::by_id(db, 1)).unwrap().is_some());

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("d").display().to_string();
    json(&run(&["init", "--data", &data, "--district", "x", "--format", "json"]));
    let made = Folder::at(std::path::Path::new(&data)).unwrap().database().unwrap();
    assert!(made.read(district::requires_second_factor).unwrap(), "what nobody spoke of is required");
}
