//! Letting the content of entries go: bytes and salt out, commitment in, projections without them. Decides nothing of whose.

use daylog_domain::ids::{HouseholdId, LogId};
use daylog_faults::Fault;
use daylog_wire::{
    chain::{self, Commitment, Salt},
    feed::FeedEntry,
};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::{
    Store, StoreError, projection,
    table::{device, log, signed},
};

impl Store {
    /// The last entry of an own log whose content went because its household left; 0 when there is none.
    pub fn gone_up_to(&self, log: LogId) -> Result<u64, StoreError> {
        let last: i64 = self
            .connection
            .prepare_cached(
                "select coalesce(max(entry.sequence), 0) from entry join log on log.key = entry.log
                 where log.log = :log and entry.left_household is not null",
            )?
            .query_row(named_params! { ":log": log.0 }, |row| row.get(0))?;
        Ok(last.unsigned_abs())
    }
}

/// Lets own entries go. Their blocks' seeds go with them: what stays in a block carries its own salt from then on.
pub(super) fn evict_own(connection: &Connection, log: i64, numbers: &[u64], left: Option<HouseholdId>) -> Result<(), StoreError> {
    let mut blocks: Vec<u64> = numbers.iter().map(|number| chain::block_of(*number)).collect();
    blocks.dedup();
    for block in blocks {
        give_salts(connection, log, block)?;
    }
    for number in numbers {
        let Some((key, salt, bytes)) = content(connection, log, *number)? else { continue };
        let touched = projection::forget_and_name_touched(connection, key)?;
        let commitment = if daylog_faults::broken(Fault::PurgeBreaksProof) { Commitment([0; 32]) } else { chain::commitment(salt, &bytes) };
        connection
            .prepare_cached("update entry set bytes = x'', salt = null, commitment = :commitment, left_household = :left where key = :key")?
            .execute(named_params! { ":key": key, ":commitment": commitment.0, ":left": left.map(|household| household.0) })?;
        forget_moved_copies(connection, log, *number)?;
        projection::project_touched(connection, &touched)?;
    }
    device::mark_not_vacuumed(connection, !numbers.is_empty())
}

/// Deletes entries of others; the district holds them.
pub(super) fn evict_others(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    for key in keys {
        let touched = projection::forget_and_name_touched(connection, *key)?;
        connection.prepare_cached("delete from entry where key = :key")?.execute(named_params! { ":key": key })?;
        projection::project_touched(connection, &touched)?;
    }
    device::mark_not_vacuumed(connection, !keys.is_empty())
}

/// Deletes what was quarantined of others' entries when the server came to hold something else at their numbers: what is
/// about this household, and what cannot be read.
pub(super) fn evict_replaced(connection: &Connection, household: HouseholdId) -> Result<(), StoreError> {
    let kept: Vec<(i64, Vec<u8>)> = connection
        .prepare_cached("select key, bytes from replaced_entry")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (key, bytes) in kept {
        if daylog_wire::entry_from_bytes(&bytes)
            .is_ok_and(|entry| entry.about.target().is_some_and(|target| target.household() != Some(household)))
        {
            continue;
        }
        connection.prepare_cached("delete from replaced_entry where key = :key")?.execute(named_params! { ":key": key })?;
        device::mark_not_vacuumed(connection, true)?;
    }
    Ok(())
}

/// What an entry that the server sends is to an own one whose content went.
pub(crate) enum Gone {
    /// No content of this device went at this number.
    Nothing,
    /// It left with its household, which is the cadre's again; it is there again, under this key.
    CameBack(i64),
    /// It stays gone: it was purged for good, or nothing proves that it is what stood there.
    Stays,
    /// The server holds another branch of the log, a closed one then, on which something else stands there.
    OtherBranch,
}

/// Compares with the commitment, and takes content back that is what it says.
pub(crate) fn gone(connection: &Connection, feed: &FeedEntry) -> Result<Gone, StoreError> {
    let found: Option<(i64, [u8; 32], bool)> = connection
        .prepare_cached(
            "select entry.key, entry.commitment, left_household is not null from entry join log on log.key = entry.log
             where log.log = :log and entry.sequence = :sequence and entry.commitment is not null",
        )?
        .query_row(named_params! { ":log": feed.log.0, ":sequence": signed(feed.sequence) }, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((key, commitment, left)) = found else { return Ok(Gone::Nothing) };
    let Some(salt) = feed.salt else { return Ok(Gone::Stays) };
    if chain::commitment(salt, &feed.bytes).0 != commitment {
        return Ok(if daylog_faults::broken(Fault::BranchTakenForOwn) { Gone::Stays } else { Gone::OtherBranch });
    }
    if !left {
        return Ok(Gone::Stays);
    }
    connection
        .prepare_cached("update entry set bytes = :bytes, salt = :salt, commitment = null, left_household = null where key = :key")?
        .execute(named_params! { ":key": key, ":bytes": feed.bytes, ":salt": salt.0 })?;
    Ok(Gone::CameBack(key))
}

fn give_salts(connection: &Connection, log: i64, block: u64) -> Result<(), StoreError> {
    let Some(seed) = log::known_seed(connection, log, block)? else { return Ok(()) };
    let first = block * chain::BLOCK_ENTRIES + 1;
    for number in first..first + chain::BLOCK_ENTRIES {
        connection
            .prepare_cached(
                "update entry set salt = :salt where log = :log and sequence = :sequence and salt is null and commitment is null and head is not null",
            )?
            .execute(named_params! { ":log": log, ":sequence": signed(number), ":salt": chain::salt(seed, number).0 })?;
    }
    // An entry that comes into this block later finds no seed there and makes a new one.
    connection.execute("delete from block where log = :log and block = :block", named_params! { ":log": log, ":block": signed(block) })?;
    Ok(())
}

fn content(connection: &Connection, log: i64, number: u64) -> Result<Option<(i64, Salt, Vec<u8>)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "select key, salt, bytes from entry where log = :log and sequence = :sequence and commitment is null and salt is not null",
        )?
        .query_row(named_params! { ":log": log, ":sequence": signed(number) }, |row| Ok((row.get(0)?, Salt(row.get(1)?), row.get(2)?)))
        .optional()?)
}

/// An entry that moved to another log left copies of its bytes where it stood before.
fn forget_moved_copies(connection: &Connection, log: i64, number: u64) -> Result<(), StoreError> {
    let mut places = vec![(log, signed(number))];
    while let Some((log, sequence)) = places.pop() {
        let earlier: Vec<(i64, i64)> = connection
            .prepare_cached("select log, sequence from moved_entry where to_log = :log and to_sequence = :sequence")?
            .query_map(named_params! { ":log": log, ":sequence": sequence }, |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        connection
            .prepare_cached("update moved_entry set bytes = x'' where to_log = :log and to_sequence = :sequence")?
            .execute(named_params! { ":log": log, ":sequence": sequence })?;
        places.extend(earlier);
    }
    Ok(())
}
