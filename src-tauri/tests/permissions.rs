//! The page's rights: the generated lists of commands are the app's, and the JSON beside them gives no more.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::{fs, path::Path};

#[path = "../src/commands/names.rs"]
mod names;

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

#[test]
fn the_page_may_call_every_command_of_the_app_and_nothing_else() {
    assert_eq!(names::NAMES, daylog_app::commands::NAMES);
    let allowed = read("permissions/diary.toml");
    let allowed: Vec<_> = allowed.split('"').filter_map(|word| word.strip_prefix("allow-").map(|name| name.replace('-', "_"))).collect();
    assert_eq!(allowed, names::NAMES);
}

#[test]
fn a_window_gets_the_diary_and_the_change_events_and_no_default_set() {
    for platform in ["desktop", "android"] {
        let capability: serde_json::Value = serde_json::from_str(&read(&format!("capabilities/{platform}.json"))).unwrap();
        assert_eq!(capability["permissions"], serde_json::json!(["diary", "core:event:allow-listen"]), "{platform}");
        assert_eq!(capability["windows"], serde_json::json!(["main"]), "{platform}");
        assert!(capability.get("remote").is_none(), "{platform} lets a remote page call");
    }
}

#[test]
fn the_page_may_not_reach_any_network_itself() {
    let configuration: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let security = &configuration["app"]["security"];
    assert_eq!(security["csp"]["connect-src"], "ipc: http://ipc.localhost");
    assert_eq!(security["csp"]["default-src"], "'self'");
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(configuration["build"]["removeUnusedCommands"], true);
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
}
