//! A delivery: encrypted envelopes handed to the server by a delivery key, a key of a device that may deliver and do nothing else,
//! and the answer. Which envelopes are carried, and what becomes of the answer, is not known here.

use daylog_domain::ids::DeviceId;
use minicbor::{Decode, Decoder, Encode, decode};

use crate::{
    Unreadable,
    envelope::Envelope,
    keys::{PublicKey, Signature, SigningKey},
    receipt::Receipt,
    refusal::{PieceRefusal, Told},
    shape,
};

/// The most envelopes of one delivery.
pub const DELIVERY_ENVELOPES: usize = 32;

/// Envelopes on their way, handed over by a delivery key: a key of a device that may deliver and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Delivery {
    #[n(0)]
    pub version: u16,
    /// The device whose delivery key this is; the envelopes may be anybody's.
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    #[cbor(decode_with = "at_most_a_delivery")]
    pub envelopes: Vec<Envelope>,
}

/// A delivery's bytes with the delivery key's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedDelivery {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

impl SignedDelivery {
    #[must_use]
    pub fn new(delivery: &Delivery, delivery_key: &SigningKey) -> Self {
        let body = crate::to_bytes(delivery);
        let signature = delivery_key.sign(&statement(&body));
        SignedDelivery { body, signature }
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::message(bytes)
    }

    /// Reads the delivery without trusting it: the server looks up the delivery key by it, then calls `is_from`.
    pub fn read(&self) -> Result<Delivery, Unreadable> {
        shape::message(&self.body)
    }

    #[must_use]
    pub fn is_from(&self, delivery_key: &PublicKey) -> bool {
        delivery_key.verifies(&statement(&self.body), &self.signature)
    }
}

fn statement(body: &[u8]) -> Vec<u8> {
    [b"daylog delivery 1".as_slice(), body].concat()
}

fn at_most_a_delivery<'b, C, T: Decode<'b, C>>(d: &mut Decoder<'b>, context: &mut C) -> Result<Vec<T>, decode::Error> {
    crate::list_of_at_most(DELIVERY_ENVELOPES, d, context)
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliveryAnswer {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub verdict: DeliveryVerdict,
    /// One for each envelope, in order.
    #[n(2)]
    #[cbor(decode_with = "at_most_a_delivery")]
    pub handed: Vec<Handed>,
    /// One for each log of which something is held.
    #[n(3)]
    #[cbor(decode_with = "at_most_a_delivery")]
    pub receipts: Vec<Receipt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum DeliveryVerdict {
    #[n(0)]
    Accepted,
    /// The delivery key's device is revoked or unknown: nothing was looked at.
    #[n(1)]
    Revoked,
    #[n(2)]
    UpdateNeeded,
}

/// What became of one envelope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Handed {
    /// So many of its entries are new and held now.
    #[n(0)]
    Taken(#[n(0)] u64),
    /// Everything in it was held already.
    #[n(1)]
    Known,
    /// Not taken, and why; the envelope is to be kept.
    #[n(2)]
    Refused(#[n(0)] Told<PieceRefusal>),
}

impl DeliveryAnswer {
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::message(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(count: usize) -> Delivery {
        let envelope = Envelope { version: 1, encapsulated: vec![1; 32], ciphertext: vec![2; 40] };
        Delivery { version: 1, device: DeviceId(7), envelopes: vec![envelope; count] }
    }

    #[test]
    fn a_delivery_is_of_its_delivery_key_and_no_other_and_is_no_sync_request() {
        let (delivery_key, other) = (SigningKey::from_seed(&[1; 32]).unwrap(), SigningKey::from_seed(&[2; 32]).unwrap());
        let signed = SignedDelivery::from_bytes(&SignedDelivery::new(&delivery(2), &delivery_key).to_bytes()).unwrap();
        assert_eq!(signed.read(), Ok(delivery(2)));
        assert!(signed.is_from(&delivery_key.public()) && !signed.is_from(&other.public()));
        let as_request = crate::message::SignedRequest { body: signed.body.clone(), signature: signed.signature };
        assert!(!as_request.is_from(&delivery_key.public()));
        let changed = SignedDelivery { body: [signed.body.as_slice(), &[0]].concat(), ..signed };
        assert!(!changed.is_from(&delivery_key.public()));
    }

    #[test]
    fn a_delivery_holds_a_limited_number_of_envelopes() {
        let delivery_key = SigningKey::from_seed(&[1; 32]).unwrap();
        for (count, is_read) in [(0, true), (DELIVERY_ENVELOPES, true), (DELIVERY_ENVELOPES + 1, false)] {
            assert_eq!(SignedDelivery::new(&delivery(count), &delivery_key).read().is_ok(), is_read, "{count}");
        }
    }

    #[test]
    fn an_answer_comes_back_as_it_was_given() {
        let handed = vec![Handed::Taken(3), Handed::Known, Handed::Refused(PieceRefusal::EnvelopeForeign.into())];
        let answer = DeliveryAnswer { version: 1, verdict: DeliveryVerdict::Accepted, handed, receipts: Vec::new() };
        assert_eq!(DeliveryAnswer::from_bytes(&answer.to_bytes()), Ok(answer));
    }
}
