//! What it means that a file is sound: nothing is half done, chains hold, and projections say what the bytes say.

use std::collections::BTreeMap;

use daylog_storage::{FromValue, Read, Row, StorageError, content::Column, params};
use daylog_store::key_file::Key;
use daylog_testkit::disk::Disk;
use daylog_wire::{
    chain::{self, Commitment, Head, Salt, Seed},
    entry_from_bytes,
    segment::{Segment, Slot},
};
use rusqlite::Connection;

use super::District;

type Log = (i64, [u8; 16], String, u64, Vec<u8>);

/// Panics where the device's file is not sound.
pub fn sound_device(disk: &Disk, key: &Key) {
    let connection = Connection::open(disk.path("daylog.db")).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("pragma key = \"x'{hex}'\"")).unwrap();
    let sound: String = connection.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    assert!(!connection.prepare("pragma foreign_key_check").unwrap().exists([]).unwrap(), "a broken reference");
    let logs: Vec<Log> = rows(&connection, "select key, log, state, last, coalesce(head, x'') from log", |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?.unsigned_abs(), row.get(4)?))
    });
    assert_eq!(logs.iter().filter(|log| log.2 == "open").count(), usize::from(!logs.is_empty()), "one log is open");
    for (key, log, state, last, head) in logs {
        if state == "open" {
            let found = own_head(&connection, key, daylog_domain::ids::LogId(log), last);
            assert_eq!(found.0.as_slice(), head, "the head of the open log");
        }
    }
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(
        one(
            "select count(*) from entry where refused is null and commitment is null and key not in (select entry from line) and key not in (select entry from amendment)"
        ),
        0,
        "every entry is projected"
    );
    assert_eq!(one("select count(*) from line where entry not in (select key from entry)"), 0, "no line without its entry");
}

/// The head that follows from the stored bytes and seeds; the numbers have no hole.
fn own_head(connection: &Connection, key: i64, log: daylog_domain::ids::LogId, last: u64) -> Head {
    let seeds: BTreeMap<u64, [u8; 16]> = rows(connection, &format!("select block, seed from block where log = {key}"), |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
    })
    .into_iter()
    .collect();
    type Entry = (u64, Vec<u8>, Option<[u8; 32]>, Option<[u8; 16]>, Vec<u8>);
    let entries: Vec<Entry> = rows(
        connection,
        &format!(
            "select sequence, bytes, commitment, salt, coalesce(head, x'') from entry where log = {key} and head is not null order by sequence"
        ),
        |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    );
    assert_eq!(entries.iter().map(|entry| entry.0).collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>(), "the log's numbers");
    entries.iter().fold(chain::first_head(log), |head, (sequence, bytes, commitment, salt, stored)| {
        let commitment = commitment.map_or_else(
            || {
                let salt = salt.map_or_else(|| chain::salt(Seed(seeds[&chain::block_of(*sequence)]), *sequence), Salt);
                chain::commitment(salt, bytes)
            },
            Commitment,
        );
        let next = chain::next_head(head, commitment);
        assert_eq!(next.0.as_slice(), stored, "the head at {sequence}");
        next
    })
}

/// Panics where the district's file is not sound. The district runs.
pub fn sound_district(district: &District) {
    let checked = district.server().database.read(|connection| {
        assert_eq!(daylog_storage::whole::contradictions(connection)?, [""; 0]);
        for row in daylog_storage::whole::logs(connection)? {
            assert_eq!(held_head(connection, row.row, row.id, row.have).0, row.head, "the head of a log");
        }
        feed_holds_all(connection);
        Ok::<_, StorageError>(())
    });
    checked.unwrap();
}

/// The head that follows from the segments, which join without a hole; each readable entry of them is projected as it is.
fn held_head(connection: &Read<'_>, id: i64, log: daylog_domain::ids::LogId, have: u64) -> Head {
    let segments: Vec<(u64, u64, Vec<u8>)> =
        held(connection, &format!("select first, last, bytes from segment where log = {id} order by first"), |row| {
            let first: i64 = row.get(0)?;
            Ok((first.unsigned_abs(), row.get(1)?, row.content(Column::SegmentBytes, &[id, first], 2)?))
        });
    let entries = held(connection, &format!("select sequence, bytes, feed from entry where log = {id}"), |row| {
        Ok((row.get(0)?, row.content(Column::EntryBytes, &[row.get(2)?], 1)?))
    });
    let mut projected: BTreeMap<u64, Vec<u8>> = entries.into_iter().collect();
    let (mut tip, mut head) = (0, chain::first_head(log));
    for (first, last, bytes) in segments {
        assert_eq!(first, tip + 1, "segments join");
        let segment = Segment::from_bytes(&bytes).unwrap();
        let slots = (segment.first..).zip(segment.slots.iter().zip(segment.heads().unwrap()));
        for (sequence, (slot, next)) in slots.filter(|(sequence, _)| *sequence >= first) {
            if sequence == segment.first {
                assert_eq!(segment.previous, head, "a segment goes on from what is held");
            }
            if let Slot::Entry(bytes) = slot {
                let is_readable = entry_from_bytes(bytes).is_ok();
                assert_eq!(projected.remove(&sequence).as_ref(), Some(bytes).filter(|_| is_readable), "the projection of {sequence}");
            }
            head = next;
        }
        tip = last;
    }
    assert_eq!(tip, have, "what is held is what the segments hold");
    assert!(projected.is_empty(), "entries that no segment holds");
    head
}

/// No number of the feed is given twice or lies beyond its counter, and a backfill holds all that it has to.
fn feed_holds_all(connection: &Read<'_>) {
    let one = |sql: &str| one::<i64>(connection, sql);
    let given = "select feed from entry union all select feed from backfill
       union all select start_feed from assignment where start_feed is not null
       union all select end_feed from assignment where end_feed is not null";
    assert_eq!(one(&format!("select count(*) - count(distinct feed) from ({given}) as given")), 0, "a number of the feed is given twice");
    assert!(
        one(&format!("select coalesce(max(feed), 0) from ({given}) as given")) <= one("select last from feed"),
        "a number beyond the feed"
    );
    assert_eq!(
        one("select count(*) from assignment join entry on entry.household = assignment.household and entry.feed < assignment.start_feed
             where not exists (select 1 from backfill where backfill.cadre = assignment.cadre and backfill.entry_feed = entry.feed
               and backfill.feed > assignment.start_feed)"),
        0,
        "a backfill with a hole"
    );
}

fn one<T: FromValue>(connection: &Read<'_>, sql: &str) -> T {
    connection.one(sql, params![], |row| row.get(0)).unwrap()
}

fn held<T>(connection: &Read<'_>, sql: &str, read: impl FnMut(&Row<'_>) -> Result<T, StorageError>) -> Vec<T> {
    connection.many(sql, params![], read).unwrap()
}

fn rows<T>(connection: &Connection, sql: &str, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    connection.prepare(sql).unwrap().query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
}
