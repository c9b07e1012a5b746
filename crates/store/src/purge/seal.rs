//! Own entries of households that left, each sealed to the server with the device's signature: unreadable here, and still
//! there for a server that lost them, until the horizon covers them.

use daylog_teeth::Fault;
use daylog_wire::{
    chain::{self, Commitment, Salt},
    envelope::Letter,
    keys::SigningKey,
    segment::{BlockSalts, Segment, Slot},
};
use rusqlite::{Connection, Row, named_params};

use crate::{
    Random, StoreError,
    table::{device, entry::StoredEntry, log, optional, outgoing, signed},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sealed {
    /// Every entry that the horizon does not cover has its sealed piece.
    All,
    /// The district has not said yet to which key devices seal.
    NoKey,
}

/// Who seals, and to whom.
struct Sealer {
    recipient: [u8; 32],
    device: daylog_domain::ids::DeviceId,
    key: SigningKey,
}

/// Keeps a sealed piece of each of these own entries that the horizon does not cover.
pub(super) fn all(connection: &Connection, random: &mut dyn Random, own: &[&StoredEntry]) -> Result<Sealed, StoreError> {
    let mut sealer = None;
    for entry in own {
        let log = log::own(connection, entry.id.log)?;
        if entry.id.sequence <= log.horizon || daylog_teeth::broken(Fault::PruneBeyondHorizon) {
            continue;
        }
        if sealer.is_none() {
            sealer = self::sealer(connection)?;
        }
        let Some(sealer) = &sealer else { return Ok(Sealed::NoKey) };
        let (letter, commitment) = letter(connection, sealer, &log, entry)?;
        let mut fresh = [0; 32];
        random.fill(&mut fresh)?;
        // A directory whose key is none seals nothing.
        let Ok(envelope) = letter.seal(&sealer.recipient, &fresh) else { return Ok(Sealed::NoKey) };
        connection
            .prepare_cached(
                "insert or replace into sealed_piece (log, sequence, envelope, commitment) values (:log, :sequence, :envelope, :commitment)",
            )?
            .execute(named_params! {
                ":log": log.key, ":sequence": signed(entry.id.sequence), ":envelope": envelope.to_bytes(), ":commitment": commitment.0,
            })?;
    }
    Ok(Sealed::All)
}

/// What a verified backup holds needs no copy here.
pub(super) fn forget_behind_horizon(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("delete from sealed_piece where sequence <= (select horizon from log where log.key = sealed_piece.log)")?
        .execute([])?;
    Ok(())
}

fn sealer(connection: &Connection) -> Result<Option<Sealer>, StoreError> {
    let Some(device) = device::read(connection)? else { return Ok(None) };
    let Some(enrolled) = &device.enrolled else { return Ok(None) };
    enrolled.envelope_key.map(|recipient| Ok(Sealer { recipient, device: enrolled.device, key: device.signing_key()? })).transpose()
}

fn letter(connection: &Connection, sealer: &Sealer, log: &log::OwnLog, entry: &StoredEntry) -> Result<(Letter, Commitment), StoreError> {
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
    let segment = segment.sign(&sealer.key).map_err(|_| StoreError::DamagedPage)?;
    Ok((Letter { device: sealer.device, log: log.log, nonce: log.nonce, segment }, commitment))
}

fn content(row: &Row<'_>) -> Result<(Vec<u8>, Option<Salt>), StoreError> {
    Ok((row.get("bytes")?, optional(row, "salt")?.map(Salt)))
}
