//! A district whose database is on a PostgreSQL server, through the real program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Output, thread};

use common::{
    program::{Fixture, json, program, run},
    two_households,
};
use daylog_backup::folder::Folder;
use daylog_testkit::{database::Kind, postgres::Version};
use daylog_wire::feed::FeedItem;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

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
fn a_key_that_is_named_and_is_none_is_refused_though_nothing_needs_it() {
    let fixture = Fixture::on(ELSEWHERE);
    let verify = |key: &str| run(&["verify", "--data", &fixture.data(), "--key-file", key]);
    let refused = verify(&fixture.file("stick.key", b"shopping list"));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("is not 64 hex digits") && said.contains("stick.key"), "{said}");
    for key in [fixture.file("other.key", "0a".repeat(32).as_bytes()), "put-away.key".to_owned()] {
        assert!(verify(&key).status.success(), "{key}");
    }
}

#[test]
fn several_servers_serve_one_district_and_a_move_waits_until_none_does() {
    let fixture = Fixture::on(ELSEWHERE);
    fixture.import(&two_households());
    let [one, other] = [fixture.serve("127.0.0.1:0"), fixture.serve("127.0.0.1:0")];
    let mut device = one.enrolled(&fixture, "张如彬");
    for (number, server) in (1..).zip([&one, &other, &one]) {
        device.append(&common::contact(1, &format!("2020-03-01T10:3{number}")));
        server.sync(&mut device);
        assert_eq!(device.have, number);
    }
    let file = Path::new(&fixture.data()).join("database.url");
    let from = fs::read_to_string(file).unwrap();
    let move_away = || run(&["move", "--from", from.trim(), "--to", &fixture.data()]);
    one.stop();
    let refused = move_away();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("Another server serves"), "{said}");
    other.stop();
    assert!(move_away().status.success());
    // In its folder the database has one server.
    let _only = fixture.serve("127.0.0.1:0");
    assert_eq!(run(&["serve", "--data", &fixture.data(), "--listen", "127.0.0.1:0"]).status.code(), Some(1));
}

#[test]
fn content_whose_time_is_over_goes_by_the_program_and_what_is_left_is_whole() {
    let fixture = Fixture::on(ELSEWHERE);
    let data = fixture.data();
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    let mut device = serving.enrolled(&fixture, "网格员");
    for household in [1, 2, 1] {
        device.append(&common::contact(household, "2020-03-01T10:30"));
        serving.sync(&mut device);
    }
    serving.stop();
    // Both quarantines last until 10 March.
    let on = |day: &str, words: &[&str]| {
        let words = [words, &["--data", &data, "--format", "json"]].concat();
        json(&program(&words).env("DAYLOG_NOW", format!("2020-03-{day}T00:10:00+08:00")).output().unwrap())
    };
    assert_eq!(on("15", &["retention", "--days", "5", "--apply"])["entries"], 0);
    assert_eq!(on("16", &["retention", "--dry-run"])["entries"], 3);
    assert_eq!(on("16", &["purge", "--household", "B1", "--reason", "by-request"])["entries"], 1);
    assert_eq!(on("16", &["retention", "--apply"])["entries"], 2);
    assert_eq!(on("16", &["retention", "--apply"])["entries"], 0);
    let report = json(&run(&["verify", "--data", &data, "--format", "json"]));
    assert_eq!((&report["findings"], &report["entries"]), (&serde_json::json!([]), &0.into()), "{report}");
    // What a device has sent counts as sent, and the orders come down.
    let serving = fixture.serve("127.0.0.1:0");
    serving.sync(&mut device);
    assert_eq!(device.have, 3);
    let orders = device.pulled.iter().filter(|item| matches!(item, FeedItem::Purge(_))).count();
    assert_eq!(orders, 2, "{:?}", device.pulled);
}

#[test]
fn servers_that_sign_for_new_names_at_once_each_get_a_certificate_with_its_own_key() {
    let fixture = Fixture::on(ELSEWHERE);
    let folder = Folder::at(Path::new(&fixture.data())).unwrap();
    thread::scope(|scope| {
        for server in 0..4 {
            let folder = &folder;
            scope.spawn(move || {
                for round in 0..10 {
                    let (certificate, key) = folder.server_certificate(&[format!("host{server}-{round}.example")]).unwrap();
                    let (certificate, key) = (CertificateDer::from_pem_slice(&certificate), PrivateKeyDer::from_pem_slice(&key));
                    let config = ServerConfig::builder_with_provider(ring::default_provider().into()).with_safe_default_protocol_versions();
                    config.unwrap().with_no_client_auth().with_single_cert(vec![certificate.unwrap()], key.unwrap()).unwrap();
                }
            });
        }
    });
    let hosts = fs::read_to_string(Path::new(&fixture.data()).join("server.hosts")).unwrap();
    assert_eq!(hosts.lines().filter(|host| host.ends_with(".example")).count(), 40, "none was forgotten");
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
    without(list("postgres://u:no-such-word@1/x@h/d"), "@ is written %40");
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
        let words = [
            "init",
            "--data",
            data.to_str().unwrap(),
            "--district",
            "延吉市",
            "--second-factor",
            "optional",
            "--database",
            &url,
            "--format",
            "json",
        ];
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

#[test]
fn a_district_is_restored_where_the_environment_says_as_every_command_looks_for_it_there() {
    let fixture = Fixture::on(ELSEWHERE);
    let (backups, restored) = (fixture.folder.path().join("backups"), fixture.folder.path().join("restored"));
    let made = json(&run(&["backup", "--data", &fixture.data(), "--to", backups.to_str().unwrap(), "--format", "json"]));
    let (kit, url) = (fixture.file("kit.txt", fixture.kit.as_bytes()), ELSEWHERE.fresh_url().unwrap());
    let with = |url: &str, words: &[&str]| program(words).env("DAYLOG_DATABASE", url).output().unwrap();
    let data = restored.to_str().unwrap();
    let done = with(&url, &["restore", "--from", made["file"].as_str().unwrap(), "--kit", &kit, "--data", data]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(fs::read_to_string(restored.join("database.url")).unwrap().trim(), url);
    assert!(!restored.join("server.db").exists());
    assert!(with("", &["verify", "--data", data]).status.success(), "an empty word names nothing, and the folder knows it");
}
