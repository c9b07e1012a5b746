//! The plainest way to have the same rows in a database: SQLite's command line tool with `.import`, and PostgreSQL's COPY, each
//! into a table without a further index, unencrypted.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use daylog_district::District;
use daylog_domain::{entries::Entry, text::hex::hex, time};
use daylog_storage::entries::{self, StoredEntry};
use daylog_wire::entry_from_bytes;

/// A file with a row for every entry that a district holds.
pub struct Rows {
    file: PathBuf,
    pub count: usize,
}

const COLUMNS: &str = "feed bigint primary key, log text, sequence bigint, cadre bigint, household bigint, resident bigint, kind bigint, \
                       claimed_at bigint, received_at bigint, bytes text";

impl Rows {
    pub fn of(district: &District, folder: &Path) -> Self {
        let mut stored =
            district.database.read(|db| entries::claimed_between(db, time::Instant(i64::MIN), time::Instant(i64::MAX))).unwrap();
        stored.sort_by_key(|entry| entry.feed);
        let file = folder.join("rows.csv");
        fs::write(&file, stored.iter().fold(String::new(), row)).unwrap();
        Rows { file, count: stored.len() }
    }

    /// How long SQLite's tool takes; none where there is no such tool.
    pub fn imported(&self) -> Option<Duration> {
        Command::new("sqlite3").arg("--version").output().ok().filter(|output| output.status.success())?;
        let database = self.file.with_extension("db");
        // Of rows that were imported before.
        let _gone = [fs::remove_file(&database), fs::remove_file(database.with_extension("db-wal"))];
        let tool = |words: &[&str]| {
            let output = Command::new("sqlite3").arg(&database).args(words).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        tool(&["pragma journal_mode = wal", &format!("create table entry ({COLUMNS})")]);
        let started = Instant::now();
        tool(&[".mode csv", &format!(".import {} entry", self.file.display())]);
        let took = started.elapsed();
        assert_eq!(tool(&["select count(*) from entry"]), self.count.to_string());
        Some(took)
    }

    /// How long COPY takes from when it begins until it is committed.
    pub fn copied(&self, url: &str) -> Duration {
        let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
        client.batch_execute(&format!("create table plain_entry ({COLUMNS})")).unwrap();
        let bytes = fs::read(&self.file).unwrap();
        let started = Instant::now();
        let mut copy = client.copy_in("copy plain_entry from stdin (format csv)").unwrap();
        copy.write_all(&bytes).unwrap();
        let copied = copy.finish().unwrap();
        let took = started.elapsed();
        assert_eq!(usize::try_from(copied).unwrap(), self.count);
        took
    }
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
