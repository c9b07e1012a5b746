//! Entries as they stand, read in sets.

use daylog_domain::{entries::ahead, time::Instant};
use daylog_storage::{Read, StorageError, entries, entry_sets};

use super::{
    entry::ResolvedEntry,
    rows::{Earlier, Rows},
};

/// All entries of a household as they stand, by feed; at most the newest `limit` rows are read.
pub fn of_household(db: &Read<'_>, household: u32, limit: u32) -> Result<Vec<ResolvedEntry>, StorageError> {
    resolve(db, Rows::of(entries::of_household(db, household, limit)?), |_| true)
}

/// Entries that claim a time in `from..until`, also by a correction.
pub fn between(db: &Read<'_>, from: Instant, until: Instant) -> Result<Vec<ResolvedEntry>, StorageError> {
    let mut rows = Rows::of(entries::claimed_between(db, from, until)?);
    rows.add(entries::amendments_between(db, from, until)?);
    resolve(db, rows, |claimed| (from..until).contains(&claimed))
}

/// Reads what is lacking, and folds. `is_whole` says whether every entry that claims this time is among the rows already.
pub fn resolve(db: &Read<'_>, mut rows: Rows, is_whole: impl Fn(Instant) -> bool) -> Result<Vec<ResolvedEntry>, StorageError> {
    // An amendment without its entry: the entry claims another time, or came in beyond the limit, or is not held at all.
    let absent = rows.absent();
    if !absent.is_empty() {
        rows.add(entry_sets::named(db, &absent)?);
        rows.add(entry_sets::amendments_of(db, &absent)?);
    }
    // All places of an entry that moved twice claim one time.
    let apart = rows.claims(|claimed| !is_whole(claimed));
    if !apart.is_empty() {
        let places = rows.add_places_of(&apart, entry_sets::claiming(db, &apart)?);
        rows.add(entry_sets::amendments_of(db, &places)?);
    }
    rows.merge_duplicates();
    let doubtful = rows.doubtful();
    let before = if doubtful.is_empty() { Vec::new() } else { entry_sets::before(db, &doubtful, ahead::PREVIOUS_READ)? };
    Ok(rows.fold(&Earlier::of(before)))
}
