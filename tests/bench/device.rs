//! What a cadre waits for: the due list, and the moment until an entry is safe.

use std::time::{Duration, Instant};

use daylog_store::key_file::Key;
use daylog_testkit::{Mix, Profile};
use daylog_wire::entry_to_bytes;
use rusqlite::Connection;

use crate::row::{Row, millis, percentile};

pub const HOUSEHOLDS: u32 = 60;
/// The evening of 29 March 2020: 10,000 entries of 60 households reach there.
const NOW: daylog_domain::time::Instant = daylog_domain::time::Instant(1_585_483_200_000);

pub fn profile(folder: &std::path::Path) -> Profile {
    Profile::new(folder.to_owned(), HOUSEHOLDS, "2020-03-20".parse().unwrap(), NOW)
}

pub fn due_list() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path());
    let (mut store, mut mix) = (profile.store(), Mix::new(1, HOUSEHOLDS));
    (0..20).for_each(|_| drop(store.append(&mix.entries(500)).unwrap()));
    let app = profile.app();
    let rows = app.due(None).unwrap().rows.len();
    let mut samples: Vec<_> = (0..200).map(|_| time(|| drop(app.due(None).unwrap()))).collect();
    let (median, p95) = (percentile(&mut samples, 0.5), percentile(&mut samples, 0.95));
    Row {
        what: "due list, 60 households, 10,000 entries stored",
        measured: format!("{:.1} ms median, {:.1} ms p95 ({rows} rows)", millis(median), millis(p95)),
        wanted: "≤ 50 ms",
    }
}

pub const APPENDS: usize = 2_000;

/// A durable append against a bare insert of the same bytes into the same kind of file, by turns, so that both meet the same disk.
pub fn append() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let mut store = profile(folder.path()).store();
    let bare = bare_file(&folder.path().join("bare.db"));
    let entries = Mix::new(2, HOUSEHOLDS).entries(APPENDS);
    let (mut appends, mut inserts) = (Vec::with_capacity(APPENDS), Vec::with_capacity(APPENDS));
    for entry in entries {
        let bytes = entry_to_bytes(&entry);
        inserts.push(time(|| insert(&bare, &bytes)));
        appends.push(time(|| drop(store.append(std::slice::from_ref(&entry)).unwrap())));
        // As the app does when it has said that the entry is saved.
        store.copy_write_ahead_log().unwrap();
    }
    Row {
        what: "durable append against a bare insert (SQLCipher, WAL, FULL; the write-ahead log is copied between appends, as the app does)",
        measured: compared(&mut appends, &mut inserts),
        wanted: "p99 ≤ 1.5×",
    }
}

/// How long the ones take against the others.
pub fn compared(samples: &mut [Duration], bare: &mut [Duration]) -> String {
    let mut at = |share: f64| {
        let (sample, bare) = (percentile(samples, share), percentile(bare, share));
        format!("{:.2} ms against {:.2} ms: {:.2}×", millis(sample), millis(bare), sample.as_secs_f64() / bare.as_secs_f64())
    };
    format!("p99 {}; median {}", at(0.99), at(0.5))
}

pub fn bare_file(path: &std::path::Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    let hex: String = Key::new([3; 32]).iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("pragma key = \"x'{hex}'\"; pragma journal_mode = wal; pragma synchronous = full;")).unwrap();
    connection.execute_batch("create table entry (key integer primary key, bytes blob not null) strict").unwrap();
    connection
}

pub fn insert(connection: &Connection, bytes: &[u8]) {
    connection.prepare_cached("insert into entry (bytes) values (?1)").unwrap().execute([bytes]).unwrap();
}

pub fn time(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}
