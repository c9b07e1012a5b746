//! Orphans: entries that this device holds only encrypted, in a closed log at numbers where the district holds another
//! branch. They cannot move to the open log as what is readable does, so they are handed over as they are, as evidence.

use daylog_domain::ids::LogId;
use daylog_wire::envelope::Envelope;
use rusqlite::{Connection, named_params};

use crate::{
    Store, StoreError,
    table::{bytes, number, signed},
};

/// The most that go at once.
const AT_ONCE: i64 = 16;

/// One of them.
#[derive(Debug, Clone)]
pub struct Orphan {
    pub log: LogId,
    pub sequence: u64,
    pub envelope: Envelope,
}

impl Store {
    /// The next of those that the district has not said to keep. One that came back older is handed all of them again.
    pub fn orphans_waiting(&self) -> Result<Vec<Orphan>, StoreError> {
        read(
            &self.connection,
            "select log.log, encrypted_entry.sequence, envelope from encrypted_entry join log on log.key = encrypted_entry.log
             where sequence > log.last and handed is not (select epoch from device) order by encrypted_entry.log, sequence limit :most",
            AT_ONCE,
        )
    }

    /// The district keeps it, as it says in the present epoch. The piece stays here: this is no receipt.
    pub fn orphan_handed(&mut self, log: LogId, sequence: u64) -> Result<(), StoreError> {
        let (transaction, _) = self.write()?;
        transaction.execute(
            "update encrypted_entry set handed = (select epoch from device)
             where log = (select key from log where log = :log) and sequence = :sequence",
            named_params! { ":log": log.0, ":sequence": signed(sequence) },
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Every orphan, handed over or not.
    pub fn orphans(&self) -> Result<Vec<Orphan>, StoreError> {
        read(
            &self.connection,
            "select log.log, encrypted_entry.sequence, envelope from encrypted_entry join log on log.key = encrypted_entry.log
             where sequence > log.last order by encrypted_entry.log, sequence limit :most",
            i64::MAX,
        )
    }
}

fn read(connection: &Connection, sql: &str, most: i64) -> Result<Vec<Orphan>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! { ":most": most })?;
    let mut orphans = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope = Envelope::from_bytes(&row.get::<_, Vec<u8>>("envelope")?)?;
        orphans.push(Orphan { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")?, envelope });
    }
    Ok(orphans)
}
