//! Envelopes that come in the background while the record of their device is closed, and those that the district hands in itself. Blocking.

use std::sync::Arc;

use daylog_domain::access::{Action, Resource, may};
use daylog_storage::{
    Database, StorageError,
    devices::{self, Device},
};
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    delivery::{DELIVERY_ENVELOPES, DeliveryAnswer, DeliveryVerdict, Handed, SignedDelivery},
    keys::PublicKey,
    message::SyncRequest,
    rescue::{BadRescue, Rescue},
};

use crate::{
    District, Refused,
    clock::Clock,
    ingest::envelopes::{By, Delivered, EnvelopeOutcome, deliver},
    keys::Keys,
    types::{RefusedEnvelopes, RescueTaken},
};

/// Answers one delivery. What counts as taken is on disk when this returns.
pub fn answer(district: &District, signed: &SignedDelivery) -> Result<DeliveryAnswer, Refused> {
    let delivery = match signed.read() {
        Ok(delivery) => delivery,
        Err(Unreadable::Version(_)) => return Ok(without(DeliveryVerdict::UpdateNeeded)),
        Err(_) => return Err(Refused::Unreadable),
    };
    let known = district.database.read(|db| {
        let device = devices::by_id(db, delivery.device.0)?;
        let delivery_key = device.as_ref().map(|device| devices::delivery_key(db, device.id)).transpose()?.flatten();
        Ok::<_, StorageError>((device, delivery_key))
    })?;
    let (Some(device), delivery_key) = known else { return Ok(without(DeliveryVerdict::Revoked)) };
    if !delivery_key.is_some_and(|delivery_key| signed.is_from(&PublicKey(delivery_key))) {
        return Err(Refused::WrongSignature);
    }
    if !may(device.viewer()?, Action::HandInEnvelopes, Resource::NONE) {
        return Ok(without(DeliveryVerdict::Revoked));
    }
    if !daylog_wire::is_answered(delivery.version) {
        return Ok(without(DeliveryVerdict::UpdateNeeded));
    }
    let now = district.clock.now();
    let Delivered { outcomes, receipts } = deliver(&district.database, &district.keys, &delivery.envelopes, By::DeliveryKey, now)?;
    let taken = outcomes.iter().filter(|outcome| matches!(outcome, EnvelopeOutcome::Taken(_))).count();
    tracing::info!(device = device.id, envelopes = outcomes.len(), taken, "delivered");
    Ok(DeliveryAnswer {
        version: PROTOCOL_VERSION,
        verdict: DeliveryVerdict::Accepted,
        handed: outcomes.into_iter().map(Handed::from).collect(),
        receipts,
    })
}

fn without(verdict: DeliveryVerdict) -> DeliveryAnswer {
    DeliveryAnswer { version: PROTOCOL_VERSION, verdict, handed: Vec::new(), receipts: Vec::new() }
}

/// Keeps the delivery key that a signed request names, where it is new.
pub fn keep_delivery_key(district: &District, device: &Device, request: &SyncRequest) -> Result<(), StorageError> {
    let Some(delivery_key) = request.delivery_key else { return Ok(()) };
    if district.database.read(|db| devices::delivery_key(db, device.id))? == Some(delivery_key.0) {
        return Ok(());
    }
    district.database.write(|db| devices::keep_delivery_key(db, device.id, &delivery_key.0))
}

/// Takes in a rescue file that the district hands in itself: revoked devices' work too.
pub fn take_rescue(database: &Database, keys: &Keys, clock: &Clock, bytes: &[u8]) -> Result<RescueTaken, TakeProblem> {
    let Rescue { envelopes } = Rescue::from_bytes(bytes)?;
    let mut taken = RescueTaken { envelopes: u32::try_from(envelopes.len()).unwrap_or(u32::MAX), ..RescueTaken::default() };
    for some in envelopes.chunks(DELIVERY_ENVELOPES) {
        for outcome in deliver(database, keys, some, By::District, clock.now())?.outcomes {
            match outcome {
                EnvelopeOutcome::Taken(entries) => taken.new_entries += entries,
                EnvelopeOutcome::Known => taken.known_envelopes += 1,
                EnvelopeOutcome::Refused(reason) => match taken.refused.iter_mut().find(|refused| refused.reason == reason) {
                    Some(refused) => refused.envelopes += 1,
                    None => taken.refused.push(RefusedEnvelopes { reason, envelopes: 1 }),
                },
            }
        }
    }
    Ok(taken)
}

/// Why a rescue file was not taken in whole. What was taken before stands, and the file can be handed in again.
#[derive(Debug, thiserror::Error)]
pub enum TakeProblem {
    #[error(transparent)]
    Rescue(#[from] BadRescue),
    #[error(transparent)]
    Storage(#[from] Arc<StorageError>),
}
