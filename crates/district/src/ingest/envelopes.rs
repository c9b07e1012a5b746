//! Taking in encrypted envelopes, whoever carried them: opened with the district's key, checked as any push is, kept exactly once.
//! What an envelope says about its device's state is nothing: no report, no clone token and no page comes of it.

mod taking;

use std::{collections::BTreeMap, panic::resume_unwind, sync::Arc};

use daylog_domain::{ids::LogId, time::Instant};
use daylog_storage::{Database, StorageError, devices};
use daylog_wire::{
    chain::{self, Head},
    envelope::{Envelope, OpenedEnvelope},
    keys::PublicKey,
    receipt::Receipt,
    refusal::PieceRefusal,
};

pub use self::taking::{By, EnvelopeOutcome};
use self::taking::{Piece, Taken, Taking};
use super::{
    group::{Failure, each_for_itself},
    opened::open,
};
use crate::keys::Keys;

/// What became of them. What counts as taken is on disk.
#[derive(Debug, Default)]
pub struct Delivered {
    /// One for each envelope, in order.
    pub outcomes: Vec<EnvelopeOutcome>,
    /// One for each log of which something was handed in and is held.
    pub receipts: Vec<Receipt>,
}

/// Takes envelopes in, in the order of their logs and numbers whatever order they come in: all in one transaction, unless one of
/// them cannot be written.
pub fn deliver(database: &Database, keys: &Keys, envelopes: &[Envelope], by: By, now: Instant) -> Result<Delivered, Arc<StorageError>> {
    let pieces = pieces(database, envelopes.iter().map(|envelope| envelope.open(&keys.envelopes).map_err(|bad| bad.refusal())).collect())?;
    let mut outcomes: Vec<EnvelopeOutcome> =
        pieces.iter().map(|piece| piece.as_ref().map_or_else(|why| EnvelopeOutcome::Refused(*why), |_| EnvelopeOutcome::Known)).collect();
    let mut good: Vec<(usize, &Piece)> =
        pieces.iter().enumerate().filter_map(|(place, piece)| Some((place, piece.as_ref().ok()?))).collect();
    good.sort_by_key(|(_, piece)| (piece.log_id, piece.first()));
    let write = |some: &[(usize, &Piece)]| {
        database.write(|db| {
            let mut taking = Taking::begin(db, some.iter().map(|(_, piece)| *piece), by, now)?;
            let taken = some.iter().map(|(_, piece)| taking.take(piece)).collect::<Result<Vec<_>, _>>()?;
            taking.finish()?;
            Ok::<_, StorageError>(taken)
        })
    };
    let taken = if good.is_empty() { Vec::new() } else { each_for_itself(&good, &write) };
    let mut held: BTreeMap<LogId, (u64, Head)> = BTreeMap::new();
    for ((place, piece), taken) in good.iter().zip(taken) {
        let Taken { outcome, have } = taken.map_err(|failure| match failure {
            Failure::Storage(error) => error,
            Failure::Panic(panic) => resume_unwind(panic),
        })?;
        held.extend(have.map(|have| (piece.log_id, have)));
        if let Some(kept) = outcomes.get_mut(*place) {
            *kept = outcome;
        }
    }
    let receipts = held.into_iter().map(|(log, (have, head))| Receipt::sign(&keys.signing, log, have, head, now)).collect();
    Ok(Delivered { outcomes, receipts })
}

/// What can be said of each before the transaction: its device is known, its log that device's, its segment whole and signed.
fn pieces(
    database: &Database,
    opened: Vec<Result<OpenedEnvelope, PieceRefusal>>,
) -> Result<Vec<Result<Piece, PieceRefusal>>, StorageError> {
    let ids: Vec<i64> = opened.iter().flatten().map(|opened| i64::from(opened.device.0)).collect();
    let devices = if ids.is_empty() { BTreeMap::new() } else { database.read(|db| devices::by_ids(db, &ids))? };
    let piece = |envelope: OpenedEnvelope| {
        let device = devices.get(&i64::from(envelope.device.0)).ok_or(PieceRefusal::DeviceUnknown)?;
        let key = PublicKey(device.public_key);
        if chain::log_id(&key.0, envelope.nonce) != envelope.log {
            return Err(PieceRefusal::LogIdentity);
        }
        let opened = open(envelope.segment, envelope.log, &key);
        let content = opened.content.clone()?;
        Ok(Piece { device: device.clone(), log_id: envelope.log, nonce: envelope.nonce, opened, content })
    };
    Ok(opened.into_iter().map(|envelope| envelope.and_then(piece)).collect())
}
