//! What somebody stumbles over who runs a district for the first time: what is printed last, which command comes next, what is
//! refused and what it is told instead.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{fs, path::Path, process::Output};

use common::{
    program::{Fixture, json, program, run},
    two_households,
};

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_password_stands_behind_the_kit_where_it_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("my district").display().to_string();
    let output = run(&["init", "--data", &data, "--district", "延吉市"]);
    let text = said(&output);
    let (kit, password) = (text.rfind("Recovery key").unwrap(), text.find("Password").unwrap());
    assert!(kit < password, "{text}");
    assert!(text.lines().rev().take(6).any(|line| line.starts_with("Password")), "{text}");
    assert!(text.contains(&format!("daylog-server import --data '{data}' roster.csv")), "it can be copied: {text}");
    // What was shown is the kit that check-kit takes, headings and all.
    let shown = folder.path().join("shown.txt");
    fs::write(&shown, &text).unwrap();
    assert!(run(&["check-kit", &shown.display().to_string()]).status.success());
}

#[test]
fn accounts_are_listed_with_role_and_community_and_no_password() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let data = fixture.data();
    assert!(run(&["account", "add", "书记", "--role", "secretary", "--community", "长新社区", "--data", &data]).status.success());
    let text = said(&run(&["account", "list", "--data", &data]));
    assert_eq!(text, "district   district\nsecretary  书记  公园街道/长新社区\n");
    let listed = json(&run(&["account", "list", "--data", &data, "--format", "json"]));
    let held = serde_json::json!({"role": "secretary", "street": null, "community": "公园街道/长新社区"});
    let told = serde_json::json!({"account": "书记", "role": "secretary", "street": null, "community": "公园街道/长新社区", "roles": [held], "locked": false, "second_factor": false});
    assert_eq!(listed[1], told);
}

#[test]
fn a_command_that_is_suggested_can_be_copied_as_it_stands() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let data = fixture.data();
    let serving = fixture.serve("127.0.0.1:0");
    serving.enrolled(&fixture, "张如彬");
    let lost = said(&run(&["device", "confirm-lost", "1", "--data", &data]));
    let suggested = lost.lines().find_map(|line| line.split_once("daylog-server ")).unwrap().1.to_owned();
    assert_eq!(suggested, format!("device revoke 1 --reason lost --data {data}"));
    assert!(run(&suggested.split(' ').collect::<Vec<_>>()).status.success());
    for (words, suggests) in [
        (vec!["device", "revoke", "99"], "`daylog-server device list --data "),
        (vec!["account", "reset", "nobody"], "`daylog-server account list --data "),
        (vec!["account", "remove", "district"], "`daylog-server account add NAME --role district --data "),
        (vec!["certificate", "switch"], "`daylog-server certificate announce --data "),
    ] {
        let output = run(&[words.as_slice(), &["--data", &data]].concat());
        assert!(output.status.code() == Some(1) && said(&output).contains(&format!("{suggests}{data}`")), "{words:?} {}", said(&output));
    }
    serving.stop();
}

#[test]
fn a_second_server_on_one_folder_is_refused_and_told_who_serves() {
    let fixture = Fixture::in_a_file();
    let serving = fixture.serve("localhost:0");
    let second = run(&["serve", "--data", &fixture.data(), "--listen", "127.0.0.1:0"]);
    let text = said(&second);
    assert_eq!(second.status.code(), Some(1), "{text}");
    assert!(text.contains("Another server serves") && text.contains(&serving.address) && text.contains("process "), "{text}");
    serving.stop();
    fixture.serve("127.0.0.1:0").stop();
}

#[test]
fn what_only_a_backup_holds_is_restored_and_what_can_be_made_again_is_made_again() {
    let fixture = Fixture::in_a_file();
    let file = |name: &str| Path::new(&fixture.data()).join(name);
    for name in ["signing.key", "recovery.pub", "ca.pem"] {
        let kept = fs::read(file(name)).unwrap();
        fs::remove_file(file(name)).unwrap();
        let text = said(&run(&["serve", "--data", &fixture.data(), "--listen", "127.0.0.1:0"]));
        assert!(text.contains(&format!("{name} is missing")) && text.contains("daylog-server restore"), "{name}: {text}");
        assert!(!text.contains("disk"), "{name}: {text}");
        fs::write(file(name), kept).unwrap();
    }
    for name in ["server.pem", "server.key"] {
        fs::remove_file(file(name)).unwrap();
        let serving = fixture.serve("127.0.0.1:0");
        assert_eq!(serving.ask("GET", "/healthz", "", b"").0, 200, "{name}");
        serving.stop();
    }
    fs::rename(file("server.db"), file("elsewhere")).unwrap();
    let text = said(&run(&["account", "list", "--data", &fixture.data()]));
    assert!(text.contains("server.db") && text.contains("daylog-server restore"), "{text}");
}

#[test]
fn a_backup_by_hand_that_fails_alarms_nobody_while_a_good_one_is_there() {
    let fixture = Fixture::new();
    let to = fixture.folder.path().join("backups").display().to_string();
    let nowhere = fixture.file("no-folder", b"");
    let serving = fixture.serve("127.0.0.1:0");
    assert!(!run(&["backup", "--data", &fixture.data(), "--to", &nowhere]).status.success());
    serving.ask_until("/healthz", |health| health["backup"]["failure"].is_string());
    assert!(run(&["backup", "--data", &fixture.data(), "--to", &to]).status.success());
    serving.ask_until("/healthz", |health| health["backup"]["failure"].is_null());
    let failed = run(&["backup", "--data", &fixture.data(), "--to", &nowhere]);
    assert!(said(&failed).contains("did not succeed"), "whoever asked for it hears");
    let health = serving.ask_until("/healthz", |health| health["backup"]["verified_at"].is_i64());
    assert_eq!((&health["backup"]["failure"], &health["healthy"]), (&serde_json::Value::Null, &true.into()));
    serving.stop();
}

#[test]
fn health_says_how_much_room_there_is_beside_the_file() {
    let fixture = Fixture::in_a_file();
    let serving = fixture.serve("127.0.0.1:0");
    let health = serving.ask_until("/healthz", |_| true);
    assert!(health["room"]["free_bytes"].as_u64().is_some_and(|free| free > 0), "{health}");
    serving.stop();
}

#[test]
fn a_server_whose_traces_nobody_takes_any_more_goes_on() {
    let fixture = Fixture::new();
    let mut serving = fixture.serve("127.0.0.1:0");
    serving.close_traces();
    for _ in 0..3 {
        serving.ask_until("/healthz", |health| health["healthy"] == true);
    }
}

#[test]
fn what_the_system_refuses_is_told_with_what_helps() {
    let fixture = Fixture::new();
    let data = fixture.data();
    let nowhere = fixture.folder.path().join("srv/daylog").display().to_string();
    let text = said(&run(&["init", "--data", &nowhere, "--district", "延吉市"]));
    assert!(text.contains("the folder that it is to stand in is not there") && text.contains("Make that one first"), "{text}");
    let text = said(&run(&["serve", "--data", &data, "--listen", "192.0.2.1:8470"]));
    assert!(text.contains("an address that this machine has itself"), "{text}");
    let kit = fixture.folder.path().join("kit.txt").display().to_string();
    let other = fixture.folder.path().join("other").display().to_string();
    let text = said(&run(&["init", "--data", &other, "--district", "延吉市", "--kit", &kit]));
    let fingerprint = text.lines().find_map(|line| line.strip_prefix("CA fingerprint   ")).unwrap();
    assert!(fs::read_to_string(&kit).unwrap().contains(fingerprint), "browsers show it, and the kit is locked away: {text}");
    assert!(
        said(&run(&["device", "list", "--data", &data])).starts_with("No device was enrolled yet. Invite one with `daylog-server invite")
    );
    assert_eq!(said(&run(&["diary", "--date", "2020-02-27", "--data", &data])), "No entry of 2020-02-27 was received.\n");
}

#[test]
fn a_folder_of_somebody_else_is_not_said_to_hold_no_district() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let fixture = Fixture::new();
    let listing = |as_other: bool| {
        let mut command = program(&["account", "list", "--data", &fixture.data()]);
        if as_other { command.uid(65_534).output() } else { command.output() }
    };
    fs::set_permissions(fixture.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    // Only root can be somebody else for a moment; anybody else is shut out of a folder without rights.
    let output = match listing(true) {
        Ok(output) => output,
        Err(_) => {
            fs::set_permissions(fixture.data(), fs::Permissions::from_mode(0o000)).unwrap();
            let output = listing(false).unwrap();
            fs::set_permissions(fixture.data(), fs::Permissions::from_mode(0o700)).unwrap();
            output
        }
    };
    let text = said(&output);
    assert!(text.contains("the folder: Permission denied") && text.contains("sudo -u"), "{text}");
}
