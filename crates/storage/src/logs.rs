//! Logs and their segments: the bytes that devices signed, kept as they came.

use std::{borrow::Cow, collections::BTreeMap};

use daylog_domain::{ids::LogId, time::Instant};
use daylog_wire::chain::{self, Nonce};

use crate::{Read, Row, StorageError, ToValue as _, Value, Write, content::Column, params, session::parts, stored};

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
    /// The row of its log.
    pub log: i64,
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

const COLUMNS: &str = "SELECT id, device, have, head, token, previous_token, log FROM log";

pub fn by_id(db: &Read<'_>, log: &[u8; 16]) -> Result<Option<StoredLog>, StorageError> {
    db.optional(&format!("{COLUMNS} WHERE log = ?1"), params![log], stored_log)
}

/// Those of these logs that are stored, by their identity.
pub fn by_ids(db: &Read<'_>, logs: &[LogId]) -> Result<BTreeMap<LogId, StoredLog>, StorageError> {
    let logs: Vec<[u8; 16]> = logs.iter().map(|log| log.0).collect();
    let mut found = BTreeMap::new();
    for (places, values) in parts(&logs) {
        found.extend(db.many(&format!("{COLUMNS} WHERE log IN ({places})"), &values, |row| Ok((LogId(row.get(6)?), stored_log(row)?)))?);
    }
    Ok(found)
}

fn stored_log(row: &Row<'_>) -> Result<StoredLog, StorageError> {
    Ok(StoredLog {
        id: row.get(0)?,
        device: row.get(1)?,
        have: row.get(2)?,
        head: row.get(3)?,
        token: row.get(4)?,
        previous_token: row.get(5)?,
    })
}

/// The log, opened at its first mention; none when it is another device's.
pub fn open(db: &Write<'_>, log: &LogId, device: i64, nonce: &Nonce, now: Instant) -> Result<Option<StoredLog>, StorageError> {
    open_found(db, by_id(db, &log.0)?, log, device, nonce, now)
}

/// The same, where it was looked for already.
pub fn open_found(
    db: &Write<'_>,
    found: Option<StoredLog>,
    log: &LogId,
    device: i64,
    nonce: &Nonce,
    now: Instant,
) -> Result<Option<StoredLog>, StorageError> {
    if found.is_some() {
        return Ok(found.filter(|found| found.device == device));
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

/// Keeps how far these logs are held and their tokens.
pub fn update(db: &Write<'_>, logs: &[StoredLog]) -> Result<(), StorageError> {
    let rows = logs.iter().map(values).collect::<Result<Vec<_>, _>>()?;
    db.run_each("UPDATE log SET have = ?2, head = ?3, token = ?4, previous_token = ?5 WHERE id = ?1", &rows)?;
    Ok(())
}

fn values(log: &StoredLog) -> Result<[Value<'_>; 5], StorageError> {
    let have = Value::Integer(stored(log.have)?);
    Ok([Value::Integer(log.id), have, Value::Bytes(&log.head), log.token.to_value(), log.previous_token.to_value()])
}

/// Keeps segments, in this order.
pub fn insert_segments<'a>(db: &Write<'_>, segments: &[NewSegment<'a>]) -> Result<(), StorageError> {
    if segments.is_empty() {
        return Ok(());
    }
    let before: i64 = db.one("SELECT coalesce(max(id), 0) FROM segment", &[], |row| row.get(0))?;
    let values = |segment: &NewSegment<'a>| {
        let first = stored(segment.first)?;
        let bytes = db.encrypt(Column::SegmentBytes, &[segment.log, first], segment.bytes)?;
        Ok(([first, stored(segment.last)?, stored(segment.leaf)?], bytes))
    };
    let values: Vec<([i64; 3], Cow<'a, [u8]>)> = segments.iter().map(values).collect::<Result<_, StorageError>>()?;
    let rows = (before + 1..).zip(segments.iter().zip(&values)).map(|(id, (segment, ([first, last, leaf], bytes)))| {
        [
            Value::Integer(id),
            Value::Integer(segment.log),
            Value::Integer(*first),
            Value::Integer(*last),
            Value::Integer(segment.first_feed),
            Value::Integer(segment.received.0),
            Value::Bytes(segment.signature),
            Value::Bytes(bytes),
            Value::Integer(*leaf),
            Value::Bytes(segment.head),
        ]
    });
    db.copy_in("segment (id, log, first, last, first_feed, received_at, signature, bytes, leaf, head)", rows)?;
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
