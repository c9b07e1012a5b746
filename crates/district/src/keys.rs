//! The keys that a running server holds, and what follows from them. Reads no file.

use daylog_wire::{
    directory::Authority,
    encryption::OpeningKey,
    envelope::opening_key,
    keys::{BadKey, PublicKey, SigningKey},
};
use ring::hmac;

/// The keys that a running server holds.
pub struct Keys {
    pub signing: SigningKey,
    pub recovery: [u8; 32],
    /// Opens what devices encrypt to the district. It follows from the signing key, so that the recovery kit covers it.
    pub envelopes: OpeningKey,
    /// Proves that a browser signed in here before. It follows from the signing key, so that a restore forgets no browser.
    pub browsers: hmac::Key,
    /// The authority that holds now, and an announced next one behind it.
    pub authorities: Vec<Authority>,
}

impl Keys {
    /// From the signing key's seed, the recovery key's public half and the district's authorities.
    pub fn new(signing_seed: &[u8; 32], recovery: [u8; 32], authorities: Vec<Authority>) -> Result<Self, BadKey> {
        let signing = SigningKey::from_seed(signing_seed)?;
        let browsers = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, signing_seed), b"daylog known browsers 1");
        let browsers = hmac::Key::new(hmac::HMAC_SHA256, browsers.as_ref());
        Ok(Keys { signing, recovery, envelopes: opening_key(signing_seed), browsers, authorities })
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.signing.public()
    }

    /// The X25519 key to which devices encrypt envelopes.
    #[must_use]
    pub fn envelope_public(&self) -> [u8; 32] {
        self.envelopes.public()
    }
}
