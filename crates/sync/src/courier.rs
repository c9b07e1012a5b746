//! Handing envelopes to the district with the courier's key. Needs no open record and sees nothing of what is inside.

use daylog_domain::ids::DeviceId;
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    delivery::{DELIVERY_ENVELOPES, Delivery, DeliveryAnswer, DeliveryVerdict, Handed, SignedDelivery},
    envelope::Envelope,
    keys::{PublicKey, SigningKey},
    receipt::Receipt,
};

use crate::{Route, Transport, TransportError};

/// About how many bytes go into one delivery; a single larger envelope goes alone.
const DELIVERY_BYTES: usize = 512 * 1024;

/// Why nothing was delivered. Whatever the server took in counts when it says so at the next attempt.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("the answer cannot be read")]
    Answer(#[from] Unreadable),
    /// The answer is not about what was delivered.
    #[error("the answer does not fit")]
    OtherAnswer,
    #[error("the district takes nothing from this courier any more")]
    Revoked,
    #[error("the program is too old")]
    UpdateNeeded,
}

/// What became of the envelopes that went, and the receipts that came for them.
#[derive(Debug, Default)]
pub struct Delivered {
    pub handed: Vec<Handed>,
    pub receipts: Vec<Receipt>,
}

/// How many of these, from the first on, go into one delivery.
#[must_use]
pub fn batch(envelopes: &[Envelope]) -> usize {
    let mut bytes = 0;
    let fits = |envelope: &&Envelope| {
        bytes += envelope.sealed.len();
        bytes <= DELIVERY_BYTES
    };
    envelopes.iter().take(DELIVERY_ENVELOPES).take_while(fits).count().max(usize::from(!envelopes.is_empty()))
}

/// Hands over one batch. Receipts that the district did not sign are left out.
pub async fn deliver<T: Transport>(
    transport: &T,
    (device, key): (DeviceId, &SigningKey),
    server: &PublicKey,
    envelopes: &[Envelope],
) -> Result<Delivered, CourierError> {
    let delivery = Delivery { version: PROTOCOL_VERSION, device, envelopes: envelopes.to_vec() };
    let bytes = transport.exchange(Route::Deliver, SignedDelivery::new(&delivery, key).to_bytes()).await?;
    let DeliveryAnswer { verdict, handed, mut receipts, .. } = DeliveryAnswer::from_bytes(&bytes)?;
    match verdict {
        DeliveryVerdict::Revoked => Err(CourierError::Revoked),
        DeliveryVerdict::UpdateNeeded => Err(CourierError::UpdateNeeded),
        DeliveryVerdict::Accepted if handed.len() != envelopes.len() => Err(CourierError::OtherAnswer),
        DeliveryVerdict::Accepted => {
            receipts.retain(|receipt| receipt.is_from(server));
            Ok(Delivered { handed, receipts })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(bytes: usize) -> Envelope {
        Envelope { version: 1, encapsulated: vec![0; 32], sealed: vec![0; bytes] }
    }

    #[test]
    fn a_batch_is_bounded_in_number_and_bytes_and_a_large_envelope_goes_alone() {
        let table = [
            (vec![], 0),
            (vec![envelope(10); 3], 3),
            (vec![envelope(10); DELIVERY_ENVELOPES + 5], DELIVERY_ENVELOPES),
            (vec![envelope(DELIVERY_BYTES / 2); 3], 2),
            (vec![envelope(DELIVERY_BYTES + 1), envelope(1)], 1),
        ];
        for (envelopes, expected) in table {
            assert_eq!(batch(&envelopes), expected);
        }
    }
}
