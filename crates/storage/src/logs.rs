//! Logs and their segments: the bytes that devices signed, kept as they came.

use daylog_domain::{ids::LogId, time::Instant};
use daylog_wire::chain::{self, Nonce};
use rusqlite::{OptionalExtension, params};

use crate::{Read, StorageError, Write, bytes, number, stored};

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
    type Columns = (i64, i64, i64, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);
    let found: Option<Columns> = db
        .prepare_cached("SELECT id, device, have, head, token, previous_token FROM log WHERE log = ?1")?
        .query_row([log], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
        .optional()?;
    found
        .map(|(id, device, have, head, token, previous)| {
            Ok(StoredLog {
                id,
                device,
                have: number(have)?,
                head: bytes(&head)?,
                token: token.as_deref().map(bytes).transpose()?,
                previous_token: previous.as_deref().map(bytes).transpose()?,
            })
        })
        .transpose()
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
    let id = db
        .prepare_cached("INSERT INTO log (log, device, nonce, have, head, opened_at) VALUES (?1, ?2, ?3, 0, ?4, ?5) RETURNING id")?
        .query_row(params![log, device, nonce, head, now.0], |row| row.get(0))?;
    Ok(id)
}

/// Moves a log forward to what is held now.
pub fn advance(db: &Write<'_>, id: i64, have: u64, head: &[u8; 32]) -> Result<(), StorageError> {
    db.prepare_cached("UPDATE log SET have = ?2, head = ?3 WHERE id = ?1")?.execute(params![id, stored(have)?, head])?;
    Ok(())
}

pub fn set_tokens(db: &Write<'_>, id: i64, token: &[u8; 16], previous: Option<&[u8; 16]>) -> Result<(), StorageError> {
    db.prepare_cached("UPDATE log SET token = ?2, previous_token = ?3 WHERE id = ?1")?.execute(params![id, token, previous])?;
    Ok(())
}

pub fn insert_segment(db: &Write<'_>, log: i64, segment: &NewSegment<'_>) -> Result<(), StorageError> {
    db.prepare_cached(
        "INSERT INTO segment (log, first, last, first_feed, received_at, signature, bytes, leaf, head)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        log,
        stored(segment.first)?,
        stored(segment.last)?,
        segment.first_feed,
        segment.received.0,
        segment.signature,
        segment.bytes,
        stored(segment.leaf)?,
        segment.head
    ])?;
    Ok(())
}

/// The segments that hold any of the numbers `first..=last`, in order.
pub fn segments(db: &Read<'_>, log: i64, first: u64, last: u64) -> Result<Vec<StoredSegment>, StorageError> {
    let found: Vec<(i64, i64, Vec<u8>)> = db
        .prepare_cached("SELECT first, last, bytes FROM segment WHERE log = ?1 AND first <= ?3 AND last >= ?2 ORDER BY first")?
        .query_map(params![log, stored(first)?, stored(last)?], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    found.into_iter().map(|(first, last, bytes)| Ok(StoredSegment { first: number(first)?, last: number(last)?, bytes })).collect()
}
