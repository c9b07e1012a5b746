//! The projections as a whole: thrown away, counted, and compared row by row with what they ought to be.

use daylog_domain::ids::EntryId;
use rusqlite::{OptionalExtension, Row, params};

use crate::{Read, StorageError, Write, entries::NewEntry, stored};

/// Throws both projections away.
pub fn clear(db: &Write<'_>) -> Result<(), StorageError> {
    db.execute_batch("DELETE FROM amendment; DELETE FROM entry")?;
    Ok(())
}

/// How many entries and amendments there are.
pub fn counts(db: &Read<'_>) -> Result<(u64, u64), StorageError> {
    let found: (i64, i64) =
        db.query_row("SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM amendment)", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((crate::number(found.0)?, crate::number(found.1)?))
}

/// What stands at a place of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Same,
    Other,
    Nothing,
}

/// Compares the row at this entry's place with what it ought to be.
pub fn compare(db: &Read<'_>, wanted: &NewEntry<'_>) -> Result<Found, StorageError> {
    let sequence = stored(wanted.sequence)?;
    let same = |row: &Row<'_>| {
        Ok(row.get::<_, i64>(0)? == wanted.log
            && row.get::<_, i64>(1)? == sequence
            && row.get::<_, i64>(2)? == wanted.cadre
            && row.get::<_, Option<i64>>(3)? == wanted.household().map(i64::from)
            && row.get::<_, Option<i64>>(4)? == wanted.resident().map(i64::from)
            && row.get_ref(5)?.as_str_or_null().is_ok_and(|kind| kind == wanted.place_kind())
            && row.get::<_, Option<i64>>(6)? == wanted.place().map(i64::from)
            && row.get::<_, i64>(7)? == i64::from(wanted.kind)
            && row.get::<_, i64>(8)? == wanted.claimed.0
            && row.get::<_, i64>(9)? == wanted.received.0
            && row.get_ref(10)?.as_blob().is_ok_and(|bytes| bytes == wanted.bytes))
    };
    let found = db
        .prepare_cached(
            "SELECT log, sequence, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, bytes
             FROM entry WHERE feed = ?1",
        )?
        .query_row([wanted.feed], same)
        .optional()?;
    Ok(match found {
        Some(true) => Found::Same,
        Some(false) => Found::Other,
        None => Found::Nothing,
    })
}

/// Whether anything stands at a place of the feed where nothing ought to.
pub fn stands_at(db: &Read<'_>, feed: i64) -> Result<bool, StorageError> {
    Ok(db.prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE feed = ?1)")?.query_row([feed], |row| row.get(0))?)
}

/// Whether it is known that the entry at this place acts on `target`.
pub fn acts_on(db: &Read<'_>, target: EntryId, feed: i64) -> Result<bool, StorageError> {
    let Ok(sequence) = stored(target.sequence) else { return Ok(false) };
    let found = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM amendment WHERE target_log = ?1 AND target_sequence = ?2 AND feed = ?3)")?
        .query_row(params![target.log.0, sequence, feed], |row| row.get(0))?;
    Ok(found)
}

/// Places of entries that no segment has, at most `limit`.
pub fn without_segment(db: &Read<'_>, limit: u32) -> Result<Vec<i64>, StorageError> {
    let found = db
        .prepare(
            "SELECT feed FROM entry WHERE NOT EXISTS (
               SELECT 1 FROM segment WHERE segment.log = entry.log AND entry.sequence BETWEEN segment.first AND segment.last
                 AND entry.feed = segment.first_feed + entry.sequence - segment.first) ORDER BY feed LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
