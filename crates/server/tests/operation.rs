//! Running a district through the real program: backups by the hour.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    io::{Read, Write},
    process::Output,
};

use common::{
    program::{Fixture, Serving, json, program, run},
    two_households,
};

#[test]
fn a_serving_district_backs_itself_up_and_says_so() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let to = fixture.folder.path().join("backups");
    let serving = fixture.serve_with("127.0.0.1:0", &["--backup-to", to.to_str().unwrap()]);
    let health = serving.ask_until("/healthz", |health| health["backup"]["verified_at"].is_i64());
    assert_eq!((&health["healthy"], &health["backup"]["failure"]), (&true.into(), &serde_json::Value::Null));
    // By hand beside it, while it serves; its own may be verified, and not at its end yet.
    let by_hand = || run(&["backup", "--data", &fixture.data(), "--to", to.to_str().unwrap(), "--format", "json"]);
    let is_held = |made: &Output| String::from_utf8_lossy(&made.stderr).contains("another backup of this district is running");
    let made = json(&(0..100).map(|_| by_hand()).find(|made| !is_held(made)).unwrap());
    assert!(std::path::Path::new(made["file"].as_str().unwrap()).is_file());
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 3, "two, and the checkpoint beside them");
    serving.stop();
}

#[test]
fn a_backup_that_fails_is_seen_in_health_and_trace_and_the_server_goes_on() {
    let fixture = Fixture::new();
    let no_folder = fixture.file("no-folder", b"");
    let serving = fixture.serve_with("127.0.0.1:0", &["--backup-to", &no_folder]);
    let health = serving.ask_until("/healthz", |health| health["backup"]["failure"].is_string());
    assert_eq!((&health["healthy"], &health["backup"]["verified_at"]), (&true.into(), &serde_json::Value::Null));
    let (_, trace) = serving.stop();
    assert!(trace.contains("backup failed"), "{trace}");
    let by_hand = run(&["backup", "--data", &fixture.data(), "--to", &no_folder]);
    assert_eq!(by_hand.status.code(), Some(1));
    let said = String::from_utf8_lossy(&by_hand.stderr).into_owned();
    assert!(said.contains("The backup did not succeed.") && said.contains(&no_folder), "{said}");
}

#[test]
fn numbers_are_for_whoever_shows_the_token_and_name_nobody() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    assert_eq!(serving.ask("GET", "/metrics", "", b"").0, 404, "no token, no metrics");
    serving.stop();

    std::fs::write(std::path::Path::new(&fixture.data()).join("metrics.token"), "").unwrap();
    let refused = run(&["serve", "--data", &fixture.data(), "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1), "an empty token opens nothing");
    std::fs::write(std::path::Path::new(&fixture.data()).join("metrics.token"), "0123456789abcdef\n").unwrap();

    let to = fixture.folder.path().join("backups").display().to_string();
    json(&run(&["backup", "--data", &fixture.data(), "--to", &to, "--format", "json"]));
    let serving = fixture.serve("127.0.0.1:0");
    let mut device = serving.enrolled(&fixture, "张如彬");
    device.append(&common::reading(1, "2020-03-01T10:36", 377));
    serving.sync(&mut device);
    for header in
        ["", "authorization: Bearer \r\n", "authorization: Bearer 0123456789abcdeF\r\n", "authorization: Basic 0123456789abcdef\r\n"]
    {
        assert_eq!(serving.ask("GET", "/metrics", header, b"").0, 401, "{header}");
    }
    let (status, head, body) = serving.ask("GET", "/metrics", "authorization: Bearer 0123456789abcdef\r\n", b"");
    let text = String::from_utf8(body).unwrap();
    assert!(status == 200 && head.contains("text/plain; version=0.0.4"), "{head}");
    for line in [
        "daylog_requests_total{route=\"/sync\",method=\"POST\",status=\"200\"} 1",
        "daylog_requests_total{route=\"/metrics\",method=\"GET\",status=\"401\"} 4",
        "daylog_verdicts_total{verdict=\"accepted\"} 1",
        "daylog_entries_total 1",
        "daylog_sync_seconds_count 1",
        "daylog_sync_seconds_bucket{le=\"+Inf\"} 1",
        "daylog_devices{state=\"active\"} 1",
        "daylog_pending_entries{age=\"1h\"} 0",
        "daylog_backup_failed 0",
        "daylog_backup_age_seconds 0",
        "daylog_forks 0",
        "daylog_traces_left_out_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    assert!(text.lines().any(|line| line.starts_with("daylog_database_bytes ") && !line.ends_with(" 0")));
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("daylog_") && value.parse::<f64>().is_ok(), "{line}");
        // A size may have the digits of a reading.
        for secret in ["张如彬", "住户", "园锦", "377"] {
            assert!(!name.contains(secret), "{secret} in {line}");
        }
    }
    serving.stop();
}

/// A connection of HTTP/2 with pings, of each of which the library under the server tells much in its traces.
fn ping_over_http2(serving: &Serving) {
    const PINGS: usize = 500;
    const PING: [u8; 17] = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    let mut stream = serving.connect("127.0.0.1");
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    stream.write_all(&[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", settings.as_slice(), &PING.repeat(PINGS)].concat()).unwrap();
    // Each is answered.
    stream.read_exact(&mut vec![0; PING.len() * PINGS]).unwrap();
}

#[test]
fn where_traces_are_taken_from_and_nobody_reads_them_requests_go_on_and_what_is_left_out_is_counted() {
    let fixture = Fixture::new();
    let data = fixture.data();
    std::fs::write(std::path::Path::new(&data).join("metrics.token"), "0123456789abcdef\n").unwrap();
    let mut command = program(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
    // Everything that libraries say fills the pipe, and then what is kept in memory.
    command.env("DAYLOG_TRACE", "trace");
    let serving = fixture.serve_by(command);
    let left_out = || {
        let (status, _, body) = serving.ask("GET", "/metrics", "authorization: Bearer 0123456789abcdef\r\n", b"");
        assert_eq!(status, 200);
        let text = String::from_utf8(body).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("daylog_traces_left_out_total "));
        line.unwrap().parse::<u64>().unwrap()
    };
    let is_any_left_out = |_| {
        ping_over_http2(&serving);
        left_out() > 0
    };
    assert!((0..100).any(is_any_left_out), "nothing was left out");
    assert_eq!(serving.ask("GET", "/healthz", "", b"").0, 200);
    serving.stop();
}

#[test]
fn a_file_that_may_grow_no_further_stops_a_backup_and_leaves_the_older_one() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let to = fixture.folder.path().join("backups").display().to_string();
    let first = json(&run(&["backup", "--data", &fixture.data(), "--to", &to, "--format", "json"]));
    let before = std::fs::read(first["file"].as_str().unwrap()).unwrap();
    let mut refused = 0;
    for blocks in [8, 64, 256, 400] {
        let command = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} backup --data {} --to {to}",
            env!("CARGO_BIN_EXE_daylog-server"),
            fixture.data()
        );
        let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
        if output.status.success() {
            continue;
        }
        refused += 1;
        assert!(!output.stderr.is_empty());
        assert_eq!(std::fs::read_dir(&to).unwrap().count(), 2, "{blocks}");
    }
    assert!(refused >= 2);
    assert_eq!(std::fs::read(first["file"].as_str().unwrap()).unwrap(), before);
}
