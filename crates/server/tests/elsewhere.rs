//! A district whose database is on a PostgreSQL server, through the real program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Output};

use common::{
    program::{Fixture, program, run},
    two_households,
};
use daylog_testkit::{database::Kind, postgres::Version};

const ELSEWHERE: Kind = Kind::Postgres(Version::V15);

#[test]
fn a_district_is_made_served_and_verified_on_a_database_server() {
    let fixture = Fixture::on(ELSEWHERE);
    let data = fixture.data();
    let note = Path::new(&data).join("database.url");
    assert_eq!(fs::metadata(&note).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!Path::new(&data).join("server.db").exists());
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    let mut device = serving.enrolled(&fixture, "张如彬");
    device.append(&common::contact(1, "2020-03-01T10:30"));
    serving.sync(&mut device);
    assert_eq!(device.have, 1);
    serving.stop();
    for command in ["verify", "rebuild"] {
        let done = run(&[command, "--data", &data]);
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn the_environment_goes_before_the_folders_note_and_no_password_is_shown() {
    let fixture = Fixture::on(ELSEWHERE);
    let right = fs::read_to_string(Path::new(&fixture.data()).join("database.url")).unwrap();
    let wrong = right.replace("throw-away", "no-such-word");
    let odd = "postgres://u:no-such-word@h/d?sslmode=maybe";
    let without = |refused: Output, says: &str| {
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(1) && said.contains(says) && !said.contains("no-such-word"), "{said}");
    };
    let list = |url: &str| program(&["device", "list", "--data", &fixture.data()]).env("DAYLOG_DATABASE", url.trim()).output().unwrap();
    assert!(list(&right).status.success());
    without(list(&wrong), "password is wrong");
    without(list(odd), "verify-full");
    without(list(&odd.replace("sslmode=maybe", "pool=1")), "from 2 to 500");
    without(list(&odd.replace("sslmode=maybe", "timeout=0")), "seconds from 1 to 600");
    let data = fixture.data();
    for (from, to) in [(odd, data.as_str()), (data.as_str(), odd)] {
        without(run(&["move", "--from", from, "--to", to]), "verify-full");
    }
}

#[test]
fn a_district_that_does_not_come_into_being_leaves_no_schema() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kit) = (folder.path().join("district"), folder.path().join("absent/kit.txt"));
    let url = ELSEWHERE.fresh_url().unwrap();
    let init = |more: &[&str]| {
        let words = ["init", "--data", data.to_str().unwrap(), "--district", "延吉市", "--database", &url, "--format", "json"];
        program(&[&words[..], more].concat()).output().unwrap()
    };
    assert_eq!(init(&["--kit", kit.to_str().unwrap()]).status.code(), Some(1));
    assert!(!data.exists());
    assert!(init(&[]).status.success(), "the schema is free again");
    fs::remove_dir_all(&data).unwrap();
    let taken = init(&[]);
    let said = String::from_utf8_lossy(&taken.stderr).into_owned();
    assert!(taken.status.code() == Some(1) && said.contains("holds something already") && !data.exists(), "{said}");
}
