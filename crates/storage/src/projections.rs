//! The projections as a whole: thrown away, counted, and compared row by row with what they ought to be.

use std::collections::BTreeMap;

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

/// Which column of the comparison holds the entry itself.
const BYTES: usize = 10;

/// Which of the places `first..=last` of the feed hold a row, and whether it is what `wanted` says of its place. One statement.
pub fn compare<'e>(
    db: &Read<'_>,
    first: i64,
    last: i64,
    wanted: impl Fn(i64) -> Option<&'e NewEntry<'e>>,
) -> Result<BTreeMap<i64, bool>, StorageError> {
    let mut found = BTreeMap::new();
    db.each(
        "SELECT log, sequence, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, bytes, feed
         FROM entry WHERE feed BETWEEN ?1 AND ?2",
        params![first, last],
        |row| {
            let feed = row.get(11)?;
            let is_same = wanted(feed).map_or(Ok(false), |wanted| is_same(row, wanted))?;
            found.insert(feed, is_same);
            Ok::<_, StorageError>(())
        },
    )?;
    Ok(found)
}

fn is_same(row: &Row<'_>, wanted: &NewEntry<'_>) -> Result<bool, StorageError> {
    let bytes = row.content_if_sound(Column::EntryBytes, &[wanted.feed], BYTES)?;
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
    Ok(is_same && bytes.as_deref() == Some(wanted.bytes))
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
