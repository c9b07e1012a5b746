//! Logs and their segments: the bytes that devices signed, kept as they came.

use daylog_domain::{ids::LogId, time::Instant};
use daylog_wire::chain::{self, Nonce};

use crate::{Read, StorageError, Write, content::Column, params, stored};

/// How far one log is held, and the clone tokens of its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLog {
    pub id: i64,
    pub device: i64,
    pub have: u64,
    pub head: [u8; 32],
    pub token: Option<[u8; 16]>,
    pub previous_token: Option<[u8; 16]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSegment {
    pub first: u64,
    pub last: u64,
    pub bytes: Vec<u8>,
}

/// A segment about to be kept. `first` is the first number that is new.
#[derive(Debug, Clone, Copy)]
pub struct NewSegment<'a> {
    pub first: u64,
    pub last: u64,
    pub first_feed: i64,
    pub received: Instant,
    pub signature: &'a [u8; 64],
    pub bytes: &'a [u8],
    /// Its leaf in the Merkle log, and the log's head after it.
    pub leaf: u64,
    pub head: &'a [u8; 32],
}

pub fn by_id(db: &Read<'_>, log: &[u8; 16]) -> Result<Option<StoredLog>, StorageError> {
    db.optional("SELECT id, device, have, head, token, previous_token FROM log WHERE log = ?1", params![log], |row| {
        Ok(StoredLog {
            id: row.get(0)?,
            device: row.get(1)?,
            have: row.get(2)?,
            head: row.get(3)?,
            token: row.get(4)?,
            previous_token: row.get(5)?,
        })
    })
}

/// The log, opened at its first mention; none when it is another device's.
pub fn open(db: &Write<'_>, log: &LogId, device: i64, nonce: &Nonce, now: Instant) -> Result<Option<StoredLog>, StorageError> {
    if let Some(found) = by_id(db, &log.0)? {
        return Ok(Some(found).filter(|found| found.device == device));
    }
    let head = chain::first_head(*log).0;
    let id = insert(db, &log.0, device, &nonce.0, &head, now)?;
    Ok(Some(StoredLog { id, device, have: 0, head, token: None, previous_token: None }))
}

pub fn insert(db: &Write<'_>, log: &[u8; 16], device: i64, nonce: &[u8; 16], head: &[u8; 32], now: Instant) -> Result<i64, StorageError> {
    db.one(
        "INSERT INTO log (id, log, device, nonce, have, head, opened_at)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM log), ?1, ?2, ?3, 0, ?4, ?5) RETURNING id",
        params![log, device, nonce, head, now],
        |row| row.get(0),
    )
}

/// Moves a log forward to what is held now.
pub fn advance(db: &Write<'_>, id: i64, have: u64, head: &[u8; 32]) -> Result<(), StorageError> {
    db.run("UPDATE log SET have = ?2, head = ?3 WHERE id = ?1", params![id, stored(have)?, head])?;
    Ok(())
}

pub fn set_tokens(db: &Write<'_>, id: i64, token: &[u8; 16], previous: Option<&[u8; 16]>) -> Result<(), StorageError> {
    db.run("UPDATE log SET token = ?2, previous_token = ?3 WHERE id = ?1", params![id, token, previous])?;
    Ok(())
}

pub fn insert_segment(db: &Write<'_>, log: i64, segment: &NewSegment<'_>) -> Result<(), StorageError> {
    let first = stored(segment.first)?;
    db.run(
        "INSERT INTO segment (id, log, first, last, first_feed, received_at, signature, bytes, leaf, head)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM segment), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            log,
            first,
            stored(segment.last)?,
            segment.first_feed,
            segment.received,
            segment.signature,
            db.encrypt(Column::SegmentBytes, &[log, first], segment.bytes)?.as_ref(),
            stored(segment.leaf)?,
            segment.head
        ],
    )?;
    Ok(())
}

/// The segments that hold any of the numbers `first..=last`, in order.
pub fn segments(db: &Read<'_>, log: i64, first: u64, last: u64) -> Result<Vec<StoredSegment>, StorageError> {
    db.many(
        "SELECT first, last, bytes FROM segment WHERE log = ?1 AND first <= ?3 AND last >= ?2 ORDER BY first",
        params![log, stored(first)?, stored(last)?],
        |row| {
            let bytes = row.content(Column::SegmentBytes, &[log, row.get(0)?], 2)?;
            Ok(StoredSegment { first: row.get(0)?, last: row.get(1)?, bytes })
        },
    )
}
