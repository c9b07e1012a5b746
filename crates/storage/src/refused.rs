//! What was refused for its form: quarantined with its reason. What one poisoned device can fill is bounded, and still no entry
//! that is held stays without its reason.

use std::collections::BTreeSet;

use daylog_domain::{ids::LogId, time::Instant};

use crate::{Read, Row, StorageError, Write, content::Column, params, session::parts, stored};

/// Pieces kept for one device, and entries of one device of which the bytes are kept here too.
pub const KEPT_FOR_A_DEVICE: i64 = 200;
/// Bytes kept of one refused thing.
pub const KEPT_BYTES: usize = 256 * 1024;

/// A piece that is not held and not receipted. Beyond the bound only the answer and the trace tell of it: its device has it.
pub fn keep(
    db: &Write<'_>,
    device: i64,
    log: &[u8; 16],
    sequence: u64,
    reason: &str,
    at: Instant,
    bytes: &[u8],
) -> Result<(), StorageError> {
    let pieces = "SELECT count(*) FROM refused WHERE device = ?1 AND reason NOT LIKE 'entry_%'";
    if db.one(pieces, params![device], |row| row.get::<i64>(0))? < KEPT_FOR_A_DEVICE {
        insert(db, device, log, sequence, reason, at, bytes.get(..KEPT_BYTES).unwrap_or(bytes))?;
    }
    Ok(())
}

/// An entry that is held and receipted and cannot be read, for a reason that begins with `entry_`. Beyond the bound its row
/// stays, without bytes: those are in its segment.
pub fn keep_entry(
    db: &Write<'_>,
    device: i64,
    log: &[u8; 16],
    sequence: u64,
    reason: &str,
    at: Instant,
    bytes: &[u8],
) -> Result<(), StorageError> {
    // Counted only up to the bound, so that the next of very many costs no more than the first.
    let entries = "SELECT count(*) FROM (SELECT id FROM refused WHERE device = ?1 AND reason LIKE 'entry_%' LIMIT ?2) AS counted";
    let has_room = db.one(entries, params![device, KEPT_FOR_A_DEVICE], |row| row.get::<i64>(0))? < KEPT_FOR_A_DEVICE;
    let kept = if has_room { bytes.get(..KEPT_BYTES).unwrap_or(bytes) } else { &[] };
    insert(db, device, log, sequence, reason, at, kept)
}

fn insert(db: &Write<'_>, device: i64, log: &[u8; 16], sequence: u64, reason: &str, at: Instant, kept: &[u8]) -> Result<(), StorageError> {
    let sequence = stored(sequence)?;
    let bytes = db.encrypt(Column::RefusedBytes, &[device, sequence], kept)?;
    db.run(
        "INSERT INTO refused (id, device, log, sequence, reason, received_at, bytes)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM refused), ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (log, sequence, reason) DO NOTHING",
        params![device, log, sequence, reason, at, bytes.as_ref()],
    )?;
    Ok(())
}

/// The refused entries of a log from `first` on, for the device to show.
pub fn of_log(db: &Read<'_>, log: &[u8; 16], first: u64, limit: u32) -> Result<Vec<(u64, String)>, StorageError> {
    db.many(
        "SELECT sequence, reason FROM refused WHERE log = ?1 AND sequence >= ?2 AND reason LIKE 'entry_%' ORDER BY sequence LIMIT ?3",
        params![log, stored(first)?, limit],
        entry,
    )
}

/// Which of these logs have entries that cannot be read.
pub fn logs_with_entries(db: &Read<'_>, logs: &[LogId]) -> Result<BTreeSet<LogId>, StorageError> {
    let logs: Vec<[u8; 16]> = logs.iter().map(|log| log.0).collect();
    let mut found = BTreeSet::new();
    for (places, values) in parts(&logs) {
        let sql = format!(
            "SELECT log FROM log WHERE log IN ({places})
               AND EXISTS (SELECT 1 FROM refused WHERE refused.log = log.log AND refused.reason LIKE 'entry_%')"
        );
        found.extend(db.many(&sql, &values, |row| Ok(LogId(row.get(0)?)))?);
    }
    Ok(found)
}

/// The latest refused entries of a log before `end`, in their order.
pub fn before(db: &Read<'_>, log: &[u8; 16], end: u64, limit: u32) -> Result<Vec<(u64, String)>, StorageError> {
    let mut found = db.many(
        "SELECT sequence, reason FROM refused
         WHERE log = ?1 AND sequence < ?2 AND reason LIKE 'entry_%' ORDER BY sequence DESC LIMIT ?3",
        params![log, stored(end)?, limit],
        entry,
    )?;
    found.reverse();
    Ok(found)
}

fn entry(row: &Row<'_>) -> Result<(u64, String), StorageError> {
    Ok((row.get(0)?, row.get(1)?))
}

/// How many things were quarantined.
pub fn count(db: &Read<'_>) -> Result<u64, StorageError> {
    db.one("SELECT count(*) FROM refused", params![], |row| row.get(0))
}
