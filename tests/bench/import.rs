//! The plainest way to have the same rows in SQLite: the command line tool's `.import` into a table without an index, unencrypted.

use std::{
    fmt::Write,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use daylog_district::District;
use daylog_domain::{entries::Entry, text::hex::hex, time};
use daylog_storage::entries::{self, StoredEntry};
use daylog_wire::entry_from_bytes;

/// How long the tool takes for every entry that the district holds; none where there is no such tool.
pub fn of_entries(district: &District, folder: &Path) -> Option<Duration> {
    Command::new("sqlite3").arg("--version").output().ok().filter(|output| output.status.success())?;
    let stored = district.database.read(|db| entries::claimed_between(db, time::Instant(i64::MIN), time::Instant(i64::MAX))).unwrap();
    fs::create_dir_all(folder).unwrap();
    let (rows, database) = (folder.join("rows.csv"), folder.join("plain.db"));
    fs::write(&rows, stored.iter().fold(String::new(), row)).unwrap();
    let columns = "feed integer primary key, log, sequence, cadre, household, resident, kind, claimed_at, received_at, bytes";
    let tool = |words: &[&str]| assert!(Command::new("sqlite3").arg(&database).args(words).output().unwrap().status.success());
    tool(&["pragma journal_mode = wal", &format!("create table entry ({columns})")]);
    let started = Instant::now();
    tool(&[".mode csv", &format!(".import {} entry", rows.display())]);
    let took = started.elapsed();
    let count = Command::new("sqlite3").arg(&database).arg("select count(*) from entry").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&count.stdout).trim(), stored.len().to_string());
    Some(took)
}

fn row(mut text: String, stored: &StoredEntry) -> String {
    let entry: Entry = entry_from_bytes(&stored.bytes).unwrap();
    let (household, resident) = (entry.household().map_or(0, |id| id.0), entry.resident().map_or(0, |id| id.0));
    let StoredEntry { feed, id, cadre, received, bytes } = stored;
    let (log, bytes, sequence, kind) = (hex(&id.log.0), hex(bytes), id.sequence, entry.content.code());
    let claimed = entry.at.instant.0;
    writeln!(text, "{feed},{log},{sequence},{},{household},{resident},{kind},{claimed},{},{bytes}", cadre.0, received.0).unwrap();
    text
}
