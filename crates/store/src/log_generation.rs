//! Opening a new log generation of the log: after a copy, a restore or a fork, what the server does not share moves there.
//! Nothing is dropped: the bytes of moved entries are kept in `moved_entry` as they were.

use std::collections::HashMap;

use daylog_domain::{
    entries::Kind,
    ids::{EntryId, LogId},
};
use daylog_faults::{Fault, broken};
use daylog_wire::chain::{self, Nonce};
use rusqlite::{Connection, named_params};

use crate::{
    Random, Store, StoreError,
    append::append_one,
    projection, purge,
    table::{device, log, outgoing, signed},
};

impl Store {
    /// Ends `log` after entry `common` and appends everything of this device behind it to the open log, which is a new one
    /// if `log` was open until now. Returns how many moved.
    pub fn move_behind(&mut self, log: LogId, common: u64) -> Result<u64, StoreError> {
        self.must_last()?;
        let (transaction, random) = self.write()?;
        let moved = move_behind(&transaction, log, common, random)?;
        transaction.commit()?;
        Ok(moved)
    }
}

/// The same within a transaction.
pub(crate) fn move_behind(connection: &Connection, log: LogId, common: u64, random: &mut dyn Random) -> Result<u64, StoreError> {
    let Some(old) = log::own_log(connection, log)? else { return Ok(0) };
    let public = device::read(connection)?.ok_or(StoreError::NotEnrolled)?.public;
    let common = common.min(old.last);
    let head = outgoing::head_before(connection, old.key, old.log, common + 1)?;
    purge::evict_ordered(connection, &old, common)?;
    let moving = entries_after(connection, old.key, common)?;
    // What the server holds of it is what it said, not what is left: where the feed alone told of another branch, that may have
    // begun earlier, in content that left with its household and comes in no feed. Then the server finds where.
    let have = if broken(Fault::BranchTakenForOwn) { common } else { common.min(old.have) };
    connection.execute(
        "update log set state = 'closed', last = :common, head = :head, have = :have, token = null where key = :log",
        named_params! { ":log": old.key, ":common": signed(common), ":head": head.0, ":have": signed(have) },
    )?;
    if !old.is_closed {
        let mut nonce = [0; 16];
        random.fill(&mut nonce)?;
        log::open_new(connection, &public, Nonce(nonce))?;
    }
    let mut facts = log::open_log(connection)?;
    let mut places: HashMap<EntryId, EntryId> = HashMap::new();
    for (key, sequence, bytes) in &moving {
        projection::forget(connection, *key)?;
        let mut entry = daylog_wire::entry_from_bytes(bytes)?;
        for name in entry.content.names() {
            if let Some(place) = places.get(name) {
                *name = *place;
            }
        }
        let first = EntryId { log: old.log, sequence: *sequence };
        entry.origin.get_or_insert_with(|| chain::origin(first, bytes));
        // It leaves its first place before it stands in another: nothing stands twice even for a moment.
        keep_moved(connection, old.key, *key, facts.key, facts.last + 1)?;
        let id = append_one(connection, &mut facts, &entry, random)?;
        places.insert(first, id);
    }
    log::advance(connection, facts.key, facts.last, facts.head)?;
    forget_gone(connection, old.key, common)?;
    Ok(moving.len() as u64)
}

/// Only what this device wrote: a copy that went on in the same log is received like anybody's.
fn entries_after(connection: &Connection, log: i64, sequence: u64) -> Result<Vec<(i64, u64, Vec<u8>)>, StoreError> {
    connection
        .prepare(
            "select key, sequence, bytes from entry
             where log = :log and sequence > :after and head is not null and commitment is null order by sequence",
        )?
        .query_map(named_params! { ":log": log, ":after": signed(sequence) }, |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs(), row.get(2)?))
        })?
        .map(|row| row.map_err(StoreError::from))
        .collect()
}

/// Content that went leaves only commitments here, of a branch that the server does not hold: their numbers are freed too.
/// What is encrypted of them stays, as orphans.
fn forget_gone(connection: &Connection, log: i64, sequence: u64) -> Result<(), StoreError> {
    connection.execute(
        "delete from entry where log = :log and sequence > :after and head is not null and commitment is not null",
        named_params! { ":log": log, ":after": signed(sequence) },
    )?;
    Ok(())
}

/// Frees the entry's number for what the server holds there, keeping its bytes and where they went.
fn keep_moved(connection: &Connection, log: i64, key: i64, to_log: i64, to_sequence: u64) -> Result<(), StoreError> {
    connection.execute(
        "insert into moved_entry (log, sequence, bytes, to_log, to_sequence)
         select log, sequence, bytes, :to_log, :to_sequence from entry where key = :key and log = :log",
        named_params! { ":key": key, ":log": log, ":to_log": to_log, ":to_sequence": signed(to_sequence) },
    )?;
    connection.execute("delete from entry where key = :key", named_params! { ":key": key })?;
    Ok(())
}
