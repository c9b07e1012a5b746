//! Throwing the projections away and deriving them again from the stored entries. Changes no entry's bytes.

use daylog_domain::{
    entries::Content,
    ids::{EntryId, LogId},
};
use rusqlite::{Connection, TransactionBehavior, named_params};

use crate::{
    Store, StoreError, projection,
    table::{
        bytes,
        entry::{self, UNREADABLE_HERE},
        number, optional,
    },
};

/// Raised with every field or rule that changes what is derived.
const RULES: i64 = 1;

/// Entries read at a time: a diary of years is not held in memory.
const AT_ONCE: i64 = 500;

impl Store {
    /// Derives `line`, `amendment` and `errand` anew, in one transaction. What an earlier program could not read is tried
    /// again. Returns how many entries were read.
    pub fn rebuild_projections(&mut self) -> Result<u64, StoreError> {
        let (transaction, _) = self.write()?;
        let read = rebuild(&transaction)?;
        transaction.commit()?;
        Ok(read)
    }
}

/// Brings the projections to the rules of this program, if another one derived them.
pub(crate) fn bring_up_to_date(connection: &mut Connection) -> Result<(), StoreError> {
    let derived_by = |connection: &Connection| connection.query_row("select rules from projected", [], |row| row.get::<_, i64>(0));
    if derived_by(connection)? == rules() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    if derived_by(&transaction)? != rules() {
        rebuild(&transaction)?;
        transaction.execute("update projected set rules = :rules", named_params! { ":rules": rules() })?;
    }
    transaction.commit()?;
    Ok(())
}

/// The number of the rules by which projections are derived. A new kind changes it by itself: what was unknown so far is read from
/// then on.
fn rules() -> i64 {
    RULES * 1_000 + i64::try_from(Content::KINDS.len()).unwrap_or(0)
}

fn rebuild(connection: &Connection) -> Result<u64, StoreError> {
    connection.execute_batch("delete from line; delete from amendment; delete from errand; delete from moved_line;")?;
    let (mut after, mut read) = (0, 0);
    loop {
        let entries = entries_after(connection, after)?;
        let Some(last) = entries.last() else { return Ok(read) };
        after = last.key;
        for stored in &entries {
            read += u64::from(project(connection, stored)?);
        }
    }
}

struct Stored {
    key: i64,
    id: EntryId,
    bytes: Vec<u8>,
    refused: Option<String>,
}

// The order of keys is the order in which entries came, which is the order in which they were first projected.
fn entries_after(connection: &Connection, key: i64) -> Result<Vec<Stored>, StoreError> {
    connection
        .prepare_cached(
            "select entry.key, log.log, entry.sequence, entry.bytes, entry.refused from entry join log on log.key = entry.log
             where entry.key > :key order by entry.key limit :limit",
        )?
        .query_map(named_params! { ":key": key, ":limit": AT_ONCE }, |row| {
            Ok((|| {
                let id = EntryId { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")? };
                Ok(Stored { key: row.get("key")?, id, bytes: row.get("bytes")?, refused: optional(row, "refused")? })
            })())
        })?
        .map(|row| row?)
        .collect()
}

fn project(connection: &Connection, stored: &Stored) -> Result<bool, StoreError> {
    // Still unreadable here: kept as bytes, and shown by no screen.
    let Ok(entry) = daylog_wire::entry_from_bytes(&stored.bytes) else { return Ok(false) };
    if stored.refused.as_deref() == Some(UNREADABLE_HERE) {
        entry::readable_now(connection, stored.key)?;
    }
    projection::project(connection, stored.key, stored.id, &entry)?;
    Ok(true)
}
