//! The hash chain of a log: salts, commitments, heads, and what is signed over them. Keeps nothing.
//!
//! Heads cover commitments, never entry bytes, so that content can be purged later while every proof still verifies.

use daylog_domain::{
    entries::Origin,
    ids::{EntryId, LogId},
};
use minicbor::{Decode, Encode};
use ring::digest::{Context, SHA256};

/// How many entries share one salt seed.
pub const BLOCK_ENTRIES: u64 = 64;

macro_rules! byte_types {
    ($($(#[$doc:meta])* $name:ident[$length:literal];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] #[cbor(with = "minicbor::bytes")] pub [u8; $length]);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    )*};
}

byte_types! {
    /// The hash of everything in a log up to and including one entry.
    Head[32];
    /// The salted hash of one entry's bytes.
    Commitment[32];
    /// The salt of one entry.
    Salt[16];
    /// The random seed of a block's salts.
    Seed[16];
    /// Chosen at random when an log generation of a device's log is opened.
    Nonce[16];
}

/// The block that holds entry `sequence` (from 1), from 0.
#[must_use]
pub fn block_of(sequence: u64) -> u64 {
    sequence.saturating_sub(1) / BLOCK_ENTRIES
}

/// The identity of the log that the device with this public key opened with this nonce.
#[must_use]
pub fn log_id(public_key: &[u8; 32], nonce: Nonce) -> LogId {
    let hash = hash(&[b"daylog log 1", public_key, &nonce.0]);
    let mut id = [0; 16];
    id.copy_from_slice(hash.split_at(16).0);
    LogId(id)
}

/// The head of a log that holds nothing yet.
#[must_use]
pub fn first_head(log: LogId) -> Head {
    Head(hash(&[b"daylog head 0", &log.0]))
}

#[must_use]
pub fn next_head(previous: Head, commitment: Commitment) -> Head {
    Head(hash(&[b"daylog head 1", &previous.0, &commitment.0]))
}

#[must_use]
pub fn salt(seed: Seed, sequence: u64) -> Salt {
    let hash = hash(&[b"daylog salt 1", &seed.0, &sequence.to_be_bytes()]);
    let mut salt = [0; 16];
    salt.copy_from_slice(hash.split_at(16).0);
    Salt(salt)
}

#[must_use]
pub fn commitment(salt: Salt, entry: &[u8]) -> Commitment {
    Commitment(hash(&[b"daylog entry 1", &salt.0, entry]))
}

/// What the device signs: that its log has this head at this place.
#[must_use]
pub fn head_statement(log: LogId, sequence: u64, head: Head) -> Vec<u8> {
    [b"daylog signed head 1".as_slice(), &log.0, &sequence.to_be_bytes(), &head.0].concat()
}

/// Where an entry stood first, for when it has to move: its place and the beginning of the hash of its bytes there.
#[must_use]
pub fn origin(place: EntryId, entry: &[u8]) -> Origin {
    let hash = hash(&[b"daylog origin 1", entry]);
    let mut digest = [0; 16];
    digest.copy_from_slice(hash.split_at(16).0);
    Origin { place, digest }
}

// Every part has a fixed length but the last, so that no two lists of parts read as the same bytes.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}
