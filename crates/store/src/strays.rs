//! Stray pieces: entries that this device holds only sealed, in a closed log at numbers where the district holds another
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
pub struct Stray {
    pub log: LogId,
    pub sequence: u64,
    pub envelope: Envelope,
}

impl Store {
    /// The next of those that the district has not said to keep. One that came back older is handed all of them again.
    pub fn strays_waiting(&self) -> Result<Vec<Stray>, StoreError> {
        read(
            &self.connection,
            "select log.log, sealed_piece.sequence, envelope from sealed_piece join log on log.key = sealed_piece.log
             where sequence > log.last and handed is not (select epoch from device) order by sealed_piece.log, sequence limit :most",
            AT_ONCE,
        )
    }

    /// The district keeps it, as it says in the present epoch. The piece stays here: this is no receipt.
    pub fn stray_handed(&mut self, log: LogId, sequence: u64) -> Result<(), StoreError> {
        let (transaction, _) = self.write()?;
        transaction.execute(
            "update sealed_piece set handed = (select epoch from device)
             where log = (select key from log where log = :log) and sequence = :sequence",
            named_params! { ":log": log.0, ":sequence": signed(sequence) },
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Every stray piece, handed over or not.
    pub fn strays(&self) -> Result<Vec<Stray>, StoreError> {
        read(
            &self.connection,
            "select log.log, sealed_piece.sequence, envelope from sealed_piece join log on log.key = sealed_piece.log
             where sequence > log.last order by sealed_piece.log, sequence limit :most",
            i64::MAX,
        )
    }
}

fn read(connection: &Connection, sql: &str, most: i64) -> Result<Vec<Stray>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! { ":most": most })?;
    let mut strays = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope = Envelope::from_bytes(&row.get::<_, Vec<u8>>("envelope")?)?;
        strays.push(Stray { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")?, envelope });
    }
    Ok(strays)
}
