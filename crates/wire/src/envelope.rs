//! The encrypted envelope: a signed piece of a log that only the district's server can open. Whoever carries it reads nothing.
//! When one is written, where it lies and who carries it is not known here.

use daylog_domain::ids::{DeviceId, LogId};
use minicbor::{Decode, Encode};
use ring::hkdf::{HKDF_SHA256, Salt};

use crate::{
    Unreadable,
    chain::Nonce,
    encryption::{Encrypted, NotForThisKey, OpeningKey, encrypt},
    refusal::PieceRefusal,
    segment::SignedSegment,
    shape::{self, MESSAGE_ITEMS},
};

const VERSION: u8 = 1;
const INFO: &[u8] = b"daylog envelope 1";
const KEY_INFO: &[u8] = b"daylog envelope key 1";

/// The longest envelope that is read, in bytes.
pub const ENVELOPE_LIMIT: usize = 256 * 1024;
/// The most entries in one envelope.
pub const ENVELOPE_ENTRIES: usize = 64;
/// About how many bytes of entries go into one; a single entry of the largest size still fits.
pub const ENVELOPE_BYTES: usize = 96 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    #[n(0)]
    pub version: u8,
    /// HPKE's encapsulated key.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub encapsulated: Vec<u8>,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub ciphertext: Vec<u8>,
}

/// What an envelope holds: a segment as its device signed it, and what is needed to check that the log is that device's.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OpenedEnvelope {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub log: LogId,
    #[n(2)]
    pub nonce: Nonce,
    #[n(3)]
    pub segment: SignedSegment,
}

/// Why an envelope cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEnvelope {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the envelope is not encrypted to this district")]
    Foreign(#[from] NotForThisKey),
}

impl BadEnvelope {
    /// What its carrier is told.
    #[must_use]
    pub fn refusal(&self) -> PieceRefusal {
        match self {
            BadEnvelope::Unreadable(_) => PieceRefusal::EnvelopeUnreadable,
            BadEnvelope::Foreign(_) => PieceRefusal::EnvelopeForeign,
        }
    }
}

/// The pair to which a district's devices encrypt, grown from its signing seed, so that the recovery kit covers it.
#[must_use]
pub fn opening_key(signing_seed: &[u8; 32]) -> OpeningKey {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    // Thirty-two bytes are one block of SHA-256, which HKDF never refuses.
    let _filled = Salt::new(HKDF_SHA256, &[])
        .extract(signing_seed)
        .expand(&[KEY_INFO], HKDF_SHA256)
        .and_then(|expanded| expanded.fill(seed.as_mut_slice()));
    OpeningKey::from_seed(&seed)
}

impl OpenedEnvelope {
    /// Encrypts it to the district's envelope key; `random` must be fresh.
    pub fn encrypt(&self, recipient: &[u8; 32], random: &[u8; 32]) -> Result<Envelope, BadEnvelope> {
        let opened_envelope = crate::to_bytes(self);
        let Encrypted { encapsulated, ciphertext } = encrypt(recipient, INFO, &[VERSION], &opened_envelope, random)?;
        if ciphertext.len() + encapsulated.len() > ENVELOPE_LIMIT {
            return Err(Unreadable::TooLarge { limit: ENVELOPE_LIMIT }.into());
        }
        Ok(Envelope { version: VERSION, encapsulated, ciphertext })
    }
}

impl Envelope {
    pub fn open(&self, key: &OpeningKey) -> Result<OpenedEnvelope, BadEnvelope> {
        if self.version != VERSION {
            return Err(Unreadable::Version(u16::from(self.version)).into());
        }
        if self.ciphertext.len() > ENVELOPE_LIMIT {
            return Err(Unreadable::TooLarge { limit: ENVELOPE_LIMIT }.into());
        }
        let encrypted = Encrypted { encapsulated: self.encapsulated.clone(), ciphertext: self.ciphertext.clone() };
        let opened_envelope = key.open(INFO, &[self.version], &encrypted)?;
        Ok(shape::read(&opened_envelope, ENVELOPE_LIMIT, MESSAGE_ITEMS)?)
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    /// Reads the form; what is inside stays closed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.len() > ENVELOPE_LIMIT + 256 {
            return Err(Unreadable::TooLarge { limit: ENVELOPE_LIMIT });
        }
        shape::read(bytes, ENVELOPE_LIMIT + 256, MESSAGE_ITEMS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chain,
        keys::SigningKey,
        segment::{BlockSalts, Segment, Slot},
    };

    fn opened_envelope(entry: Vec<u8>) -> OpenedEnvelope {
        let key = SigningKey::from_seed(&[3; 32]).unwrap();
        let nonce = Nonce([4; 16]);
        let log = chain::log_id(&key.public().0, nonce);
        let salts = vec![BlockSalts::Seed(chain::Seed([5; 16]))];
        let segment = Segment { log, first: 1, previous: chain::first_head(log), salts, slots: vec![Slot::Entry(entry)] };
        OpenedEnvelope { device: DeviceId(7), log, nonce, segment: segment.sign(&key).unwrap() }
    }

    #[test]
    fn an_envelope_opens_at_the_district_and_nowhere_else() {
        let (own, other) = (opening_key(&[1; 32]), opening_key(&[2; 32]));
        let opened_envelope = opened_envelope(b"36.5 at the door".to_vec());
        let envelope = opened_envelope.encrypt(&own.public(), &[9; 32]).unwrap();
        let carried = Envelope::from_bytes(&envelope.to_bytes()).unwrap();
        assert_eq!(carried.open(&own), Ok(opened_envelope));
        assert_eq!(carried.open(&other), Err(BadEnvelope::Foreign(NotForThisKey)));
        assert_eq!(Envelope { version: 2, ..carried }.open(&own), Err(Unreadable::Version(2).into()));
    }

    #[test]
    fn a_carrier_finds_nothing_of_what_is_inside() {
        let entry: Vec<u8> = (0..=255).collect();
        let carried = opened_envelope(entry.clone()).encrypt(&opening_key(&[1; 32]).public(), &[9; 32]).unwrap().to_bytes();
        assert!(!carried.windows(8).any(|window| entry.windows(8).any(|piece| piece == window)));
    }

    #[test]
    fn the_largest_entry_fits_and_what_is_larger_than_the_limit_is_refused_before_it_is_opened() {
        // Bytes that do not pack: each is a hash of its place.
        let random: Vec<u8> =
            (0_u32..2048).flat_map(|place| ring::digest::digest(&ring::digest::SHA256, &place.to_be_bytes()).as_ref().to_vec()).collect();
        assert_eq!(random.len(), crate::ENTRY_LIMIT);
        const { assert!(ENVELOPE_BYTES + crate::ENTRY_LIMIT < ENVELOPE_LIMIT) };
        assert!(opened_envelope(random).encrypt(&opening_key(&[1; 32]).public(), &[9; 32]).is_ok());
        let hostile = Envelope { version: 1, encapsulated: vec![0; 32], ciphertext: vec![0; ENVELOPE_LIMIT + 1] };
        assert_eq!(hostile.open(&opening_key(&[1; 32])), Err(Unreadable::TooLarge { limit: ENVELOPE_LIMIT }.into()));
        assert!(Envelope::from_bytes(&vec![0; ENVELOPE_LIMIT + 257]).is_err());
    }

    #[test]
    fn the_districts_pair_grows_from_its_signing_seed_for_ever_the_same() {
        let hex: String = opening_key(&[1; 32]).public().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "17ab32d3af4e17c1ac9f10500e41ff792993cf67be23fb851a6011c79d8ee251");
    }
}
