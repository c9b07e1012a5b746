//! Own entries that claim a "now" of which no server had told in that boot. Deletes no entry.

use daylog_domain::ids::{EntryId, LogId};
use rusqlite::{Connection, named_params};

use super::{bytes, number, signed};
use crate::{Store, StoreError};

pub(crate) fn note(connection: &Connection, id: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("insert or ignore into uncertain_entry (log, sequence) values (:log, :sequence)")?
        .execute(named_params! { ":log": id.log.0, ":sequence": signed(id.sequence) })?;
    Ok(())
}

impl Store {
    /// In the order in which they were saved.
    pub fn uncertain(&self) -> Result<Vec<EntryId>, StoreError> {
        self.connection
            .prepare_cached("select log, sequence from uncertain_entry order by log, sequence")?
            .query_map([], |row| Ok((|| Ok(EntryId { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")? }))()))?
            .map(|id| id?)
            .collect()
    }

    pub fn forget_uncertain(&mut self, id: EntryId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("delete from uncertain_entry where log = :log and sequence = :sequence")?
            .execute(named_params! { ":log": id.log.0, ":sequence": signed(id.sequence) })?;
        Ok(())
    }
}
