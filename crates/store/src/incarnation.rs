//! Opening a new incarnation of the log: after a copy, a restore or a fork, what the server does not share moves there.
//! Nothing is dropped: the bytes of moved entries are kept in `moved_entry` as they were.

use std::collections::HashMap;

use daylog_domain::{
    entry::Kind,
    ids::{EntryId, LogId},
};
use daylog_wire::chain::Nonce;
use rusqlite::{Connection, named_params};

use crate::{
    Store, StoreError,
    append::append_one,
    projection,
    table::{device, log, signed},
};

impl Store {
    /// Closes `log` after entry `common` and appends everything behind it to a new log. Returns how many moved.
    /// Does nothing if `log` is no longer the open one: the answer was to an earlier question.
    pub fn open_incarnation(&mut self, closing: LogId, common: u64) -> Result<u64, StoreError> {
        let (transaction, random) = self.write()?;
        let old = log::open_log(&transaction)?;
        if old.log != closing {
            return Ok(0);
        }
        let public = device::read(&transaction)?.ok_or(StoreError::NotEnrolled)?.public;
        let mut nonce = [0; 16];
        random.fill(&mut nonce)?;
        let moving = entries_after(&transaction, old.key, common)?;
        transaction.execute(
            "update log set state = 'closed', last = min(last, :common), have = min(last, :common), token = null where key = :log",
            named_params! { ":log": old.key, ":common": signed(common) },
        )?;
        log::open_new(&transaction, &public, Nonce(nonce))?;
        let mut facts = log::open_log(&transaction)?;
        let mut places: HashMap<EntryId, EntryId> = HashMap::new();
        for (key, sequence, bytes) in &moving {
            projection::forget(&transaction, *key)?;
            let mut entry = daylog_wire::entry_from_bytes(bytes)?;
            for name in entry.content.names() {
                if let Some(place) = places.get(name) {
                    *name = *place;
                }
            }
            let id = append_one(&transaction, &mut facts, &entry, random)?;
            places.insert(EntryId { log: old.log, sequence: *sequence }, id);
            keep_moved(&transaction, old.key, *key, facts.key, id.sequence)?;
        }
        log::advance(&transaction, facts.key, facts.last, facts.head)?;
        transaction.commit()?;
        Ok(moving.len() as u64)
    }
}

fn entries_after(connection: &Connection, log: i64, sequence: u64) -> Result<Vec<(i64, u64, Vec<u8>)>, StoreError> {
    connection
        .prepare("select key, sequence, bytes from entry where log = :log and sequence > :after and commitment is null order by sequence")?
        .query_map(named_params! { ":log": log, ":after": signed(sequence) }, |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs(), row.get(2)?))
        })?
        .map(|row| row.map_err(StoreError::from))
        .collect()
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
