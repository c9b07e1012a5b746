//! Handing envelopes to the district with the delivery key. Needs no open record and sees nothing of what is inside.

use daylog_domain::ids::DeviceId;
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    delivery::{DELIVERY_ENVELOPES, Delivery, DeliveryAnswer, DeliveryVerdict, Handed, SignedDelivery},
    envelope::Envelope,
    keys::{PublicKey, SigningKey},
    receipt::Receipt,
};

use crate::{Backoff, Route, Transport, TransportError};

/// About how many bytes go into one delivery; a single larger envelope goes alone.
const DELIVERY_BYTES: usize = 512 * 1024;

/// Why nothing was delivered. Whatever the server took in counts when it says so at the next attempt.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("the answer cannot be read")]
    Answer(#[from] Unreadable),
    /// The answer is not about what was delivered.
    #[error("the answer does not fit")]
    OtherAnswer,
    #[error("the district takes nothing from this delivery key any more")]
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

/// How many of these, from the first on, go into one delivery at this batch size.
#[must_use]
pub fn batch(envelopes: &[Envelope], backoff: Backoff) -> usize {
    let (most, most_bytes) = (DELIVERY_ENVELOPES.min(backoff.entries), DELIVERY_BYTES.min(backoff.bytes));
    let mut bytes = 0;
    let fits = |envelope: &&Envelope| {
        bytes += envelope.ciphertext.len();
        bytes <= most_bytes
    };
    envelopes.iter().take(most).take_while(fits).count().max(usize::from(!envelopes.is_empty()))
}

/// Hands over one batch, and has the batch shrink when it may have been swallowed and grow when it was answered. Receipts that
/// the district did not sign are left out.
pub async fn deliver<T: Transport>(
    transport: &T,
    (device, key): (DeviceId, &SigningKey),
    server: &PublicKey,
    envelopes: &[Envelope],
    backoff: &mut Backoff,
) -> Result<Delivered, DeliveryError> {
    let delivery = Delivery { version: PROTOCOL_VERSION, device, envelopes: envelopes.to_vec() };
    let exchanged = transport.exchange(Route::Deliver, SignedDelivery::new(&delivery, key).to_bytes()).await;
    let bytes = exchanged.inspect_err(|_| *backoff = backoff.after_failure())?;
    let answer = DeliveryAnswer::from_bytes(&bytes).inspect_err(|_| *backoff = backoff.after_failure())?;
    *backoff = backoff.after_success();
    let DeliveryAnswer { verdict, handed, mut receipts, .. } = answer;
    match verdict {
        DeliveryVerdict::Revoked => Err(DeliveryError::Revoked),
        DeliveryVerdict::UpdateNeeded => Err(DeliveryError::UpdateNeeded),
        DeliveryVerdict::Accepted if handed.len() != envelopes.len() => Err(DeliveryError::OtherAnswer),
        DeliveryVerdict::Accepted => {
            receipts.retain(|receipt| receipt.is_from(server));
            Ok(Delivered { handed, receipts })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    fn envelope(bytes: usize) -> Envelope {
        Envelope { version: 1, encapsulated: vec![0; 32], ciphertext: vec![0; bytes] }
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
            assert_eq!(batch(&envelopes, widest()), expected);
        }
    }

    fn widest() -> Backoff {
        (0..9).fold(Backoff::default(), |backoff, _| backoff.after_success())
    }

    #[test]
    fn a_batch_shrinks_to_one_envelope_with_every_failure_and_grows_back() {
        let envelopes = vec![envelope(6 * 1024); DELIVERY_ENVELOPES];
        let mut backoff = widest();
        let mut sizes = Vec::new();
        for fails in [true, true, true, true, false, false, false, false, false] {
            backoff = if fails { backoff.after_failure() } else { backoff.after_success() };
            sizes.push(batch(&envelopes, backoff));
        }
        assert_eq!(sizes, [32, 10, 2, 1, 1, 2, 5, 10, 21]);
        assert_eq!(batch(&vec![envelope(1); 40], (0..9).fold(widest(), |backoff, _| backoff.after_failure())), 1);
    }

    /// A connection that swallows what is larger than this.
    struct Narrow(usize);

    impl Transport for Narrow {
        async fn exchange(&self, _: Route, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
            if body.len() > self.0 {
                return Err(TransportError::TimedOut);
            }
            let delivery = SignedDelivery::from_bytes(&body).unwrap().read().unwrap();
            let handed = vec![Handed::Known; delivery.envelopes.len()];
            let verdict = DeliveryVerdict::Accepted;
            Ok(DeliveryAnswer { version: PROTOCOL_VERSION, verdict, handed, receipts: Vec::new() }.to_bytes())
        }
    }

    #[test]
    fn a_connection_that_swallows_large_deliveries_takes_all_in_small_ones() {
        let key = SigningKey::from_seed(&[1; 32]).unwrap();
        let (envelopes, mut backoff) = (vec![envelope(6 * 1024); 50], Backoff::default());
        let (mut rest, mut tries) = (envelopes.as_slice(), 0);
        while !rest.is_empty() && tries < 100 {
            let (now, later) = rest.split_at(batch(rest, backoff));
            tries += 1;
            let public = key.public();
            let delivered = pin!(deliver(&Narrow(30_000), (DeviceId(1), &key), &public, now, &mut backoff));
            if matches!(delivered.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(_))) {
                rest = later;
            }
        }
        assert!(rest.is_empty(), "{} envelopes never pass", rest.len());
    }
}
