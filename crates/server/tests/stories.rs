//! The three stories of docs/running-a-district.md, step by step through the real program: a lost phone, a lost server, a lost
//! administrator.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{
    contact,
    program::{Fixture, Serving, json, run},
    reading, two_households,
};
use daylog_wire::message::Verdict;
use serde_json::Value;

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    fixture
}

/// The day's entries as the server holds them, by the time that they claim.
fn diary(data: &str) -> Vec<String> {
    let lines = json(&run(&["diary", "--data", data, "--date", "2020-03-01", "--format", "json"]));
    lines.as_array().unwrap().iter().map(|line| line["at"].as_str().unwrap().to_owned()).collect()
}

fn sign_in(serving: &Serving, password: &str) -> u16 {
    let body = format!("{{\"name\":\"district\",\"password\":\"{password}\"}}");
    serving.ask("POST", "/api/v1/session", "x-daylog: 1\r\ncontent-type: application/json\r\n", body.as_bytes()).0
}

#[test]
fn a_lost_phone() {
    let fixture = fixture();
    let data = fixture.data();
    let serving = fixture.serve("127.0.0.1:0");
    let mut lost = serving.enrolled(&fixture, "张如彬");
    lost.append(&contact(1, "2020-03-01T09:00"));
    serving.sync(&mut lost);
    // 1. Which one is it?
    let listed = json(&run(&["device", "list", "--data", &data, "--format", "json"]));
    let id = listed[0]["id"].to_string();
    assert_eq!((&listed[0]["cadre"], &listed[0]["pending"]), (&"张如彬".into(), &0.into()));
    // 2. Its silence holds the day's coverage back no more; 3. nobody syncs with it.
    assert!(run(&["device", "confirm-lost", &id, "--data", &data]).status.success());
    assert!(run(&["device", "revoke", &id, "--reason", "lost", "--data", &data]).status.success());
    lost.append(&contact(1, "2020-03-01T09:30"));
    assert_eq!(serving.sync(&mut lost).verdict, Verdict::Revoked);
    // 4. The cadre's next phone has what the district received.
    let mut next = serving.enrolled(&fixture, "张如彬");
    serving.sync(&mut next);
    let pulled: Vec<u64> = next.pulled_entries().iter().filter(|entry| entry.log == lost.log).map(|entry| entry.sequence).collect();
    assert_eq!(pulled, [1]);
    assert_eq!(diary(&data), ["2020-03-01T09:00"]);
    serving.stop();
}

#[test]
fn a_lost_server() {
    let fixture = fixture();
    let (data, to) = (fixture.data(), fixture.folder.path().join("backups").display().to_string());
    let serving = fixture.serve("127.0.0.1:0");
    let mut device = serving.enrolled(&fixture, "张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    serving.sync(&mut device);
    let made = json(&run(&["backup", "--data", &data, "--to", &to, "--format", "json"]));
    device.append(&reading(1, "2020-03-01T10:00", 365));
    serving.sync(&mut device);
    drop(serving);
    std::fs::remove_dir_all(&data).unwrap();
    // 1. The kit.
    let kit = fixture.file("kit.txt", fixture.kit.as_bytes());
    assert!(run(&["check-kit", &kit]).status.success());
    // 2. The restore.
    let backup = made["file"].as_str().unwrap();
    let restored = run(&["restore", "--from", backup, "--kit", &kit, "--data", &data]);
    let said = String::from_utf8_lossy(&restored.stdout).into_owned();
    assert!(restored.status.success() && said.contains("延吉市 is restored") && said.contains("with 1 logs"), "{said}");
    assert_eq!(run(&["restore", "--from", backup, "--kit", &kit, "--data", &data]).status.code(), Some(1), "never over a district");
    assert_eq!(diary(&data), ["2020-03-01T09:00"]);
    // 3. Serving again: the same passwords, the same district for devices, and what came after the backup comes again.
    let serving = fixture.serve("127.0.0.1:0");
    assert_eq!(sign_in(&serving, &fixture.password), 200);
    while serving.sync(&mut device).have < 2 {}
    assert_eq!(diary(&data), ["2020-03-01T09:00", "2020-03-01T10:00"]);
    serving.stop();
    assert!(run(&["verify", "--data", &data]).status.success());
}

#[test]
fn a_lost_administrator() {
    let fixture = fixture();
    let data = fixture.data();
    let serving = fixture.serve("127.0.0.1:0");
    assert_eq!(sign_in(&serving, &fixture.password), 200);
    // The password is forgotten: whoever is at the machine makes another one.
    let reset = json(&run(&["account", "reset", "district", "--data", &data, "--format", "json"]));
    let password = reset["password"].as_str().unwrap();
    assert_eq!((sign_in(&serving, &fixture.password), sign_in(&serving, password)), (401, 200));
    // The person is gone: a successor's account comes, the old one goes.
    let added = json(&run(&["account", "add", "继任", "--role", "district", "--data", &data, "--format", "json"]));
    assert!(matches!(&added["password"], Value::String(password) if !password.is_empty()));
    assert!(run(&["account", "remove", "district", "--data", &data]).status.success());
    assert_eq!(sign_in(&serving, password), 401);
    serving.stop();
    // The machine is there and the stick with its key is not: the kit and the latest backup open the district.
    let to = fixture.folder.path().join("backups").display().to_string();
    let made = json(&run(&["backup", "--data", &data, "--to", &to, "--format", "json"]));
    for key in ["database.key", "content.key"] {
        let _only_elsewhere = std::fs::remove_file(std::path::Path::new(&data).join(key));
    }
    assert_eq!(run(&["verify", "--data", &data]).status.code(), Some(1));
    let kit = fixture.file("kit.txt", fixture.kit.as_bytes());
    let again = fixture.folder.path().join("again").display().to_string();
    assert!(run(&["restore", "--from", made["file"].as_str().unwrap(), "--kit", &kit, "--data", &again]).status.success());
    assert!(run(&["verify", "--data", &again]).status.success());
}
