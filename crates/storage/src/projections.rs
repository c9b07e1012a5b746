//! The projections as a whole: thrown away, counted, and compared row by row with what they ought to be.

use daylog_domain::ids::EntryId;

use crate::{Read, Row, StorageError, Value, Write, content::Column, entries::NewEntry, params, stored};

/// Throws both projections away.
pub fn clear(db: &Write<'_>) -> Result<(), StorageError> {
    db.run("DELETE FROM amendment", &[])?;
    db.run("DELETE FROM entry", &[])?;
    Ok(())
}

/// How many entries and amendments there are.
pub fn counts(db: &Read<'_>) -> Result<(u64, u64), StorageError> {
    db.one("SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM amendment)", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What stands at a place of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Same,
    Other,
    Nothing,
}

/// Which column of the comparison holds the entry itself.
const BYTES: usize = 10;

/// Compares the row at this entry's place with what it ought to be.
pub fn compare(db: &Read<'_>, wanted: &NewEntry<'_>) -> Result<Found, StorageError> {
    let found = db.optional(
        "SELECT log, sequence, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, bytes
         FROM entry WHERE feed = ?1",
        params![wanted.feed],
        |row| {
            let bytes = row.content(Column::EntryBytes, &[wanted.feed], BYTES)?;
            let is_same = holds(
                row,
                params![
                    wanted.log,
                    stored(wanted.sequence)?,
                    wanted.cadre,
                    wanted.household(),
                    wanted.resident(),
                    wanted.place_kind(),
                    wanted.place(),
                    wanted.kind,
                    wanted.claimed,
                    wanted.received
                ],
            )?;
            Ok(is_same && bytes == wanted.bytes)
        },
    )?;
    Ok(match found {
        Some(true) => Found::Same,
        Some(false) => Found::Other,
        None => Found::Nothing,
    })
}

/// Whether the columns of a row hold these values.
fn holds(row: &Row<'_>, wanted: &[Value<'_>]) -> Result<bool, StorageError> {
    for (column, wanted) in wanted.iter().enumerate() {
        if row.value(column)? != *wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether anything stands at a place of the feed where nothing ought to.
pub fn stands_at(db: &Read<'_>, feed: i64) -> Result<bool, StorageError> {
    db.one("SELECT EXISTS (SELECT 1 FROM entry WHERE feed = ?1)", params![feed], |row| row.get(0))
}

/// Whether it is known that the entry at this place acts on `target`.
pub fn acts_on(db: &Read<'_>, target: EntryId, feed: i64) -> Result<bool, StorageError> {
    let Ok(sequence) = stored(target.sequence) else { return Ok(false) };
    db.one(
        "SELECT EXISTS (SELECT 1 FROM amendment WHERE target_log = ?1 AND target_sequence = ?2 AND feed = ?3)",
        params![target.log.0, sequence, feed],
        |row| row.get(0),
    )
}

/// Places of entries that no segment has, at most `limit`.
pub fn without_segment(db: &Read<'_>, limit: u32) -> Result<Vec<i64>, StorageError> {
    db.many(
        "SELECT feed FROM entry WHERE NOT EXISTS (
           SELECT 1 FROM segment WHERE segment.log = entry.log AND entry.sequence BETWEEN segment.first AND segment.last
             AND entry.feed = segment.first_feed + entry.sequence - segment.first) ORDER BY feed LIMIT ?1",
        params![limit],
        |row| row.get(0),
    )
}
