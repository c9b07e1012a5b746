//! Running a district through the real program: backups by the hour.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{
    program::{Place, json, run},
    two_households,
};

#[test]
fn a_serving_district_backs_itself_up_and_says_so() {
    let place = Place::new();
    place.import(&two_households());
    let to = place.folder.path().join("backups");
    let serving = place.serve_with("127.0.0.1:0", &["--backup-to", to.to_str().unwrap()]);
    let health = serving.ask_until("/healthz", |health| health["backup"]["verified_at"].is_i64());
    assert_eq!((&health["healthy"], &health["backup"]["failure"]), (&true.into(), &serde_json::Value::Null));
    // By hand beside it, while it serves.
    let made = json(&run(&["backup", "--data", &place.data(), "--to", to.to_str().unwrap(), "--format", "json"]));
    assert!(std::path::Path::new(made["file"].as_str().unwrap()).is_file());
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 2);
    serving.stop();
}

#[test]
fn a_backup_that_fails_is_seen_in_health_and_trace_and_the_server_goes_on() {
    let place = Place::new();
    let no_folder = place.file("no-folder", b"");
    let serving = place.serve_with("127.0.0.1:0", &["--backup-to", &no_folder]);
    let health = serving.ask_until("/healthz", |health| health["backup"]["failure"].is_string());
    assert_eq!((&health["healthy"], &health["backup"]["verified_at"]), (&true.into(), &serde_json::Value::Null));
    let (_, trace) = serving.stop();
    assert!(trace.contains("backup failed"), "{trace}");
    let by_hand = run(&["backup", "--data", &place.data(), "--to", &no_folder]);
    assert_eq!(by_hand.status.code(), Some(1));
    let said = String::from_utf8_lossy(&by_hand.stderr).into_owned();
    assert!(said.contains("The backup did not succeed.") && said.contains(&no_folder), "{said}");
}

#[test]
fn a_file_that_may_grow_no_further_stops_a_backup_and_leaves_the_older_one() {
    let place = Place::new();
    place.import(&two_households());
    let to = place.folder.path().join("backups").display().to_string();
    let first = json(&run(&["backup", "--data", &place.data(), "--to", &to, "--format", "json"]));
    let before = std::fs::read(first["file"].as_str().unwrap()).unwrap();
    let mut refused = 0;
    for blocks in [8, 64, 256, 400] {
        let command = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} backup --data {} --to {to}",
            env!("CARGO_BIN_EXE_daylog-server"),
            place.data()
        );
        let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
        if output.status.success() {
            continue;
        }
        refused += 1;
        assert!(!output.stderr.is_empty());
        assert_eq!(std::fs::read_dir(&to).unwrap().count(), 1, "{blocks}");
    }
    assert!(refused >= 2);
    assert_eq!(std::fs::read(first["file"].as_str().unwrap()).unwrap(), before);
}
