//! Purge orders as they are kept, and the statements that take content away. What goes is decided in `purge`.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{ids::LogId, time::Instant};
use daylog_faults::{Fault, broken};
use daylog_wire::{
    keys::Signature,
    purge::{PurgeOrder, Range, SignedPurgeOrder},
};

use crate::{Read, Row, StorageError, Value, Write, content::Column, params, session::parts, stored};

/// The number of the last order.
pub fn last(db: &Read<'_>) -> Result<u64, StorageError> {
    db.one("SELECT coalesce(max(number), 0) FROM purge_order", &[], |row| row.get(0))
}

/// Keeps an order at its place in the feed; false when it is kept already.
pub fn insert(db: &Write<'_>, order: &PurgeOrder, signed: &SignedPurgeOrder, feed: i64) -> Result<bool, StorageError> {
    let inserted = db.run(
        "INSERT INTO purge_order (number, log, household, feed, body, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (number) DO NOTHING",
        params![stored(order.number)?, order.log.0, order.household.0, feed, signed.body, signed.signature.0],
    )?;
    Ok(inserted > 0)
}

/// Every order behind `after`, by number.
pub fn all(db: &Read<'_>, after: u64) -> Result<Vec<SignedPurgeOrder>, StorageError> {
    db.many("SELECT body, signature FROM purge_order WHERE number > ?1 ORDER BY number", params![stored(after)?], signed)
}

/// Those of these numbers whose orders are kept.
pub fn kept_of(db: &Read<'_>, numbers: &[u64]) -> Result<BTreeSet<u64>, StorageError> {
    if broken(Fault::PurgeNotReapplied) {
        return Ok(numbers.iter().copied().collect());
    }
    let numbers: Vec<i64> = numbers.iter().copied().map(stored).collect::<Result<_, _>>()?;
    let mut found = BTreeSet::new();
    for (places, values) in parts(&numbers) {
        found.extend(db.many(&format!("SELECT number FROM purge_order WHERE number IN ({places})"), &values, |row| row.get::<u64>(0))?);
    }
    Ok(found)
}

/// The orders that stand behind `from` in the feed and concern this device: its own logs, and households that its cadre
/// ever had in sight. At most `limit`.
pub fn positions(db: &Read<'_>, cadre: i64, device: i64, from: i64, limit: usize) -> Result<Vec<i64>, StorageError> {
    db.many(
        "SELECT feed FROM purge_order WHERE feed > ?3 AND (
           household IN (SELECT household FROM assignment WHERE cadre = ?1 AND start_feed IS NOT NULL)
           OR log IN (SELECT log FROM log WHERE device = ?2))
         ORDER BY feed LIMIT ?4",
        params![cadre, device, from, i64::try_from(limit).unwrap_or(i64::MAX)],
        |row| row.get(0),
    )
}

pub fn at(db: &Read<'_>, feed: i64) -> Result<Option<SignedPurgeOrder>, StorageError> {
    db.optional("SELECT body, signature FROM purge_order WHERE feed = ?1", params![feed], signed)
}

/// The orders about one log.
pub fn of_log(db: &Read<'_>, log: LogId) -> Result<Vec<PurgeOrder>, StorageError> {
    if broken(Fault::PurgeNotReapplied) {
        return Ok(Vec::new());
    }
    db.many("SELECT body, signature FROM purge_order WHERE log = ?1 ORDER BY number", params![log.0], |row| {
        signed(row)?.read().map_err(|_| StorageError::Unreadable { what: "purge order" })
    })
}

/// The orders about these logs, by log.
pub fn of_logs(db: &Read<'_>, logs: &[LogId]) -> Result<BTreeMap<LogId, Vec<PurgeOrder>>, StorageError> {
    let mut found: BTreeMap<LogId, Vec<PurgeOrder>> = BTreeMap::new();
    if broken(Fault::PurgeNotReapplied) {
        return Ok(found);
    }
    let logs: Vec<[u8; 16]> = logs.iter().map(|log| log.0).collect();
    for (places, values) in parts(&logs) {
        let sql = format!("SELECT body, signature FROM purge_order WHERE log IN ({places}) ORDER BY number");
        let order = |row: &Row<'_>| signed(row)?.read().map_err(|_| StorageError::Unreadable { what: "purge order" });
        db.many(&sql, &values, order)?.into_iter().for_each(|order| found.entry(order.log).or_default().push(order));
    }
    Ok(found)
}

/// Each of these households with the log and the number of every entry about it, or that amends one of those.
pub fn numbers_of(db: &Read<'_>, households: &[u32]) -> Result<Vec<(u32, LogId, u64)>, StorageError> {
    let mut found = Vec::new();
    for (places, values) in parts(households) {
        let sql = format!(
            "SELECT entry.household, log.log, entry.sequence FROM entry JOIN log ON log.id = entry.log WHERE entry.household IN ({places})
             UNION
             SELECT target.household, log.log, entry.sequence FROM entry AS target JOIN log AS target_log ON target_log.id = target.log
               JOIN amendment ON amendment.target_log = target_log.log AND amendment.target_sequence = target.sequence
               JOIN entry ON entry.feed = amendment.feed JOIN log ON log.id = entry.log
               WHERE target.household IN ({places})"
        );
        found.extend(db.many(&sql, &values, |row| Ok((row.get(0)?, LogId(row.get(1)?), row.get(2)?)))?);
    }
    Ok(found)
}

/// Entries of one household by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfKind {
    pub kind: u16,
    pub entries: u32,
    /// The first and the last time that they claim.
    pub first: Instant,
    pub last: Instant,
}

/// Every household that entries are about, with its kinds in their order.
pub fn all_by_kind(db: &Read<'_>) -> Result<BTreeMap<u32, Vec<OfKind>>, StorageError> {
    let mut found: BTreeMap<u32, Vec<OfKind>> = BTreeMap::new();
    let sql = "SELECT kind, count(*), min(claimed_at), max(claimed_at), household FROM entry WHERE household IS NOT NULL
               GROUP BY household, kind ORDER BY household, kind";
    for (household, of_kind) in db.many(sql, &[], |row| Ok((row.get(4)?, of_kind(row)?)))? {
        found.entry(household).or_default().push(of_kind);
    }
    Ok(found)
}

pub fn by_kind(db: &Read<'_>, household: u32) -> Result<Vec<OfKind>, StorageError> {
    db.many(
        "SELECT kind, count(*), min(claimed_at), max(claimed_at) FROM entry WHERE household = ?1 GROUP BY kind ORDER BY kind",
        params![household],
        of_kind,
    )
}

fn of_kind(row: &Row<'_>) -> Result<OfKind, StorageError> {
    Ok(OfKind { kind: row.get(0)?, entries: row.get(1)?, first: row.get(2)?, last: row.get(3)? })
}

/// A piece of a log that is kept: its row and its bytes.
pub type Piece = (i64, Vec<u8>);

/// The segments whose bytes may hold any of the numbers `first..=last`: they may begin earlier than what was new in them.
pub fn segments(db: &Read<'_>, log: i64, first: u64, last: u64, longest: u64) -> Result<Vec<Piece>, StorageError> {
    let reach = last.saturating_add(longest).min(i64::MAX.unsigned_abs());
    pieces(
        db,
        Column::SegmentBytes,
        "SELECT id, bytes, log, first FROM segment WHERE log = ?1 AND last >= ?2 AND first <= ?3 ORDER BY first",
        params![log, stored(first)?, stored(reach)?],
    )
}

pub fn replace_segment(db: &Write<'_>, id: i64, bytes: &[u8]) -> Result<(), StorageError> {
    replace(
        db,
        Column::SegmentBytes,
        "SELECT log, first FROM segment WHERE id = ?1",
        "UPDATE segment SET bytes = ?2 WHERE id = ?1",
        id,
        bytes,
    )
}

pub fn forks(db: &Read<'_>, log: i64) -> Result<Vec<Piece>, StorageError> {
    pieces(db, Column::ForkBytes, "SELECT id, bytes, log, sequence FROM fork WHERE log = ?1", params![log])
}

pub fn replace_fork(db: &Write<'_>, id: i64, bytes: &[u8]) -> Result<(), StorageError> {
    replace(db, Column::ForkBytes, "SELECT log, sequence FROM fork WHERE id = ?1", "UPDATE fork SET bytes = ?2 WHERE id = ?1", id, bytes)
}

/// Segments that were refused for their form, and are not empty yet.
pub fn refused_segments(db: &Read<'_>, log: LogId) -> Result<Vec<Piece>, StorageError> {
    let sql = "SELECT id, bytes, device, sequence FROM refused
      WHERE log = ?1 AND reason NOT LIKE 'entry_%' AND length(bytes) > 0";
    pieces(db, Column::RefusedBytes, sql, params![log.0])
}

/// Entries that could not be read, by number, and are not empty yet.
pub fn refused_entries(db: &Read<'_>, log: LogId) -> Result<Vec<(i64, u64)>, StorageError> {
    let sql = "SELECT id, sequence FROM refused WHERE log = ?1 AND reason LIKE 'entry_%' AND length(bytes) > 0";
    db.many(sql, params![log.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn replace_refused(db: &Write<'_>, id: i64, bytes: &[u8]) -> Result<(), StorageError> {
    let row = "SELECT device, sequence FROM refused WHERE id = ?1";
    replace(db, Column::RefusedBytes, row, "UPDATE refused SET bytes = ?2 WHERE id = ?1", id, bytes)
}

/// Takes the projections of a range away; says how many entries went.
pub fn forget(db: &Write<'_>, log: i64, range: Range) -> Result<usize, StorageError> {
    let (first, last) = (stored(range.first)?, stored(range.last.min(i64::MAX.unsigned_abs()))?);
    for sql in [
        "DELETE FROM amendment WHERE feed IN (SELECT feed FROM entry WHERE log = ?1 AND sequence BETWEEN ?2 AND ?3)",
        "DELETE FROM backfill WHERE entry_feed IN (SELECT feed FROM entry WHERE log = ?1 AND sequence BETWEEN ?2 AND ?3)",
    ] {
        db.run(sql, params![log, first, last])?;
    }
    db.run("DELETE FROM entry WHERE log = ?1 AND sequence BETWEEN ?2 AND ?3", params![log, first, last])
}

/// Whether content went since what held it was last rewritten, or its key was last renewed.
pub fn is_not_vacuumed(db: &Read<'_>) -> Result<bool, StorageError> {
    let sql = "SELECT not_vacuumed = 1 OR (SELECT behind IS NOT NULL FROM content_key WHERE id = 1) FROM district WHERE id = 1";
    db.one(sql, &[], |row| row.get(0))
}

pub fn mark_not_vacuumed(db: &Write<'_>) -> Result<(), StorageError> {
    db.run("UPDATE district SET not_vacuumed = 1", &[])?;
    Ok(())
}

/// `sql` gives the row's identity, its bytes, and the two numbers that they are bound to.
fn pieces(db: &Read<'_>, column: Column, sql: &str, params: &[Value<'_>]) -> Result<Vec<Piece>, StorageError> {
    db.many(sql, params, |row| Ok((row.get(0)?, row.content(column, &[row.get(2)?, row.get(3)?], 1)?)))
}

/// `row` asks for the two numbers that the bytes are bound to.
fn replace(db: &Write<'_>, column: Column, row: &str, update: &str, id: i64, bytes: &[u8]) -> Result<(), StorageError> {
    let place = db.one(row, params![id], |row| Ok([row.get(0)?, row.get(1)?]))?;
    db.run(update, params![id, db.encrypt(column, &place, bytes)?.as_ref()])?;
    Ok(())
}

fn signed(row: &Row<'_>) -> Result<SignedPurgeOrder, StorageError> {
    Ok(SignedPurgeOrder { body: row.get(0)?, signature: Signature(row.get(1)?) })
}
