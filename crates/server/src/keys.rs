//! The keys that a running server holds, and what follows from them. Reads no file.

use daylog_wire::{
    directory::Authority,
    keys::{BadKey, PublicKey, SigningKey},
};
use hpke::{Kem, Serializable, kem::X25519HkdfSha256};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// The keys that a running server holds.
pub struct Keys {
    pub signing: SigningKey,
    pub recovery: [u8; 32],
    /// What the envelope key pair grows from. It follows from the signing key, so that the recovery kit covers it.
    envelope: Zeroizing<[u8; 32]>,
    /// The authority that holds now, and an announced next one behind it.
    pub authorities: Vec<Authority>,
}

impl Keys {
    /// From the signing key's seed, the recovery key's public half and the district's authorities.
    pub fn new(signing_seed: &[u8; 32], recovery: [u8; 32], authorities: Vec<Authority>) -> Result<Self, BadKey> {
        let signing = SigningKey::from_seed(signing_seed)?;
        let mut envelope = Zeroizing::new([0; 32]);
        envelope.copy_from_slice(digest(&SHA256, &[b"daylog envelope key 1".as_slice(), signing_seed].concat()).as_ref());
        Ok(Keys { signing, recovery, envelope, authorities })
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.signing.public()
    }

    /// The X25519 key to which devices seal envelopes.
    #[must_use]
    pub fn envelope_public(&self) -> [u8; 32] {
        x25519_public(&self.envelope)
    }
}

/// The X25519 public key that grows from a seed.
#[must_use]
pub fn x25519_public(seed: &[u8; 32]) -> [u8; 32] {
    let (_, public) = X25519HkdfSha256::derive_keypair(seed);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&public.to_bytes());
    bytes
}
