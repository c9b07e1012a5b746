//! What was refused for its form: quarantined with its reason. What one poisoned device can fill is bounded, and still no entry
//! that is held stays without its reason.

use daylog_domain::time::Instant;
use rusqlite::params;

use crate::{Read, StorageError, Write, number, stored};

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
    let kept = bytes.get(..KEPT_BYTES).unwrap_or(bytes);
    db.prepare_cached(
        "INSERT INTO refused (device, log, sequence, reason, received_at, bytes)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6
             WHERE (SELECT count(*) FROM refused WHERE device = ?1 AND reason NOT LIKE 'entry_%') < ?7
             ON CONFLICT (log, sequence, reason) DO NOTHING",
    )?
    .execute(params![device, log, stored(sequence)?, reason, at.0, kept, KEPT_FOR_A_DEVICE])?;
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
    let kept = bytes.get(..KEPT_BYTES).unwrap_or(bytes);
    // Counted only up to the bound, so that the next of very many costs no more than the first.
    db.prepare_cached(
        "INSERT INTO refused (device, log, sequence, reason, received_at, bytes)
             SELECT ?1, ?2, ?3, ?4, ?5, CASE WHEN ?7 > (
                 SELECT count(*) FROM (SELECT 1 FROM refused WHERE device = ?1 AND reason LIKE 'entry_%' LIMIT ?7)
               ) THEN ?6 ELSE x'' END
             WHERE true
             ON CONFLICT (log, sequence, reason) DO NOTHING",
    )?
    .execute(params![device, log, stored(sequence)?, reason, at.0, kept, KEPT_FOR_A_DEVICE])?;
    Ok(())
}

/// The refused entries of a log from `first` on, for the device to show.
pub fn of_log(db: &Read<'_>, log: &[u8; 16], first: u64, limit: u32) -> Result<Vec<(u64, String)>, StorageError> {
    let found: Vec<(i64, String)> = db
        .prepare_cached(
            "SELECT sequence, reason FROM refused WHERE log = ?1 AND sequence >= ?2 AND reason LIKE 'entry_%' ORDER BY sequence LIMIT ?3",
        )?
        .query_map(params![log, stored(first)?, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    found.into_iter().map(|(sequence, reason)| Ok((number(sequence)?, reason))).collect()
}

/// The latest refused entries of a log before `end`, in their order.
pub fn before(db: &Read<'_>, log: &[u8; 16], end: u64, limit: u32) -> Result<Vec<(u64, String)>, StorageError> {
    let mut found: Vec<(i64, String)> = db
        .prepare_cached(
            "SELECT sequence, reason FROM refused
             WHERE log = ?1 AND sequence < ?2 AND reason LIKE 'entry_%' ORDER BY sequence DESC LIMIT ?3",
        )?
        .query_map(params![log, stored(end)?, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    found.reverse();
    found.into_iter().map(|(sequence, reason)| Ok((number(sequence)?, reason))).collect()
}

/// How many things were quarantined.
pub fn count(db: &Read<'_>) -> Result<u64, StorageError> {
    number(db.query_row("SELECT count(*) FROM refused", [], |row| row.get(0))?)
}
