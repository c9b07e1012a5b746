//! Own entries of households that left, each encrypted to the server with the device's signature: unreadable here, and still
//! there for a server that lost them, until the watermark covers them.

use daylog_faults::Fault;
use daylog_wire::{
    chain::{self, Commitment, Salt},
    segment::{BlockSalts, Segment, Slot},
};
use rusqlite::{Connection, Row, named_params};

use crate::{
    Random, StoreError,
    encryptor::Encryptor,
    table::{entry::StoredEntry, log, optional, outgoing, signed},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encrypted {
    /// Every entry that the watermark does not cover has its encrypted entry.
    All,
    /// The district has not said yet to which key devices seal.
    NoKey,
}

/// Keeps an encrypted entry of each of these own entries that the watermark does not cover.
pub(super) fn all(connection: &Connection, random: &mut dyn Random, own: &[&StoredEntry]) -> Result<Encrypted, StoreError> {
    let mut encryptor = None;
    for entry in own {
        let log = log::own(connection, entry.id.log)?;
        if entry.id.sequence <= log.watermark || daylog_faults::broken(Fault::PruneBeyondWatermark) {
            continue;
        }
        if encryptor.is_none() {
            encryptor = Encryptor::of(connection)?;
        }
        let Some(encryptor) = &encryptor else { return Ok(Encrypted::NoKey) };
        let (segment, commitment) = segment(connection, &log, entry)?;
        let envelope = match encryptor.encrypt(log.log, log.nonce, &segment, random) {
            // A directory whose key is none encrypts nothing.
            Err(StoreError::Envelope(_)) => return Ok(Encrypted::NoKey),
            envelope => envelope?,
        };
        connection
            .prepare_cached(
                "insert or replace into encrypted_entry (log, sequence, envelope, commitment) values (:log, :sequence, :envelope, :commitment)",
            )?
            .execute(named_params! {
                ":log": log.key, ":sequence": signed(entry.id.sequence), ":envelope": envelope.to_bytes(), ":commitment": commitment.0,
            })?;
    }
    Ok(Encrypted::All)
}

/// What a verified backup holds needs no copy here.
pub(super) fn forget_behind_watermark(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("delete from encrypted_entry where sequence <= (select watermark from log where log.key = encrypted_entry.log)")?
        .execute([])?;
    Ok(())
}

/// The entry as a segment of its own.
fn segment(connection: &Connection, log: &log::OwnLog, entry: &StoredEntry) -> Result<(Segment, Commitment), StoreError> {
    let sequence = entry.id.sequence;
    let (bytes, salt) = connection
        .prepare_cached("select bytes, salt from entry where key = :key")?
        .query_row(named_params! { ":key": entry.key }, |row| Ok(content(row)))??;
    let salt = log::salt(connection, log.key, sequence, salt)?;
    let commitment = chain::commitment(salt, &bytes);
    let segment = Segment {
        log: log.log,
        first: sequence,
        previous: outgoing::head_before(connection, log.key, log.log, sequence)?,
        salts: vec![BlockSalts::Each(vec![Some(salt)])],
        slots: vec![Slot::Entry(bytes)],
    };
    Ok((segment, commitment))
}

fn content(row: &Row<'_>) -> Result<(Vec<u8>, Option<Salt>), StoreError> {
    Ok((row.get("bytes")?, optional(row, "salt")?.map(Salt)))
}
