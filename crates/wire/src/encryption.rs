//! Encrypting bytes to somebody's X25519 key (HPKE base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305), and opening them.
//! Holds no key file and no randomness: seeds are arguments. What is encrypted, and why, is said by `info` and not known here.

use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256 as Kem,
    rand_core::{CryptoRng, RngCore},
};
use minicbor::{Decode, Encode};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// Bytes that only the holder of one secret key can read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Encrypted {
    /// HPKE's encapsulated key.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub encapsulated: Vec<u8>,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub ciphertext: Vec<u8>,
}

/// The key is none, or the bytes were not encrypted to it, or not for this purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not encrypted to this key")]
pub struct NotForThisKey;

/// A secret key that opens what was encrypted to its public half.
pub struct OpeningKey {
    secret: <Kem as hpke::Kem>::PrivateKey,
    public: [u8; 32],
}

impl OpeningKey {
    /// The pair that grows from 32 secret bytes, always the same one.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (secret, public) = Kem::derive_keypair(seed);
        OpeningKey { secret, public: public.to_bytes().into() }
    }

    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// Opens what was encrypted with the same `info` and `beside`.
    pub fn open(&self, info: &[u8], beside: &[u8], encrypted: &Encrypted) -> Result<Zeroizing<Vec<u8>>, NotForThisKey> {
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&encrypted.encapsulated).map_err(|_| NotForThisKey)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.secret,
            &encapsulated,
            info,
            &encrypted.ciphertext,
            beside,
        )
        .map(Zeroizing::new)
        .map_err(|_| NotForThisKey)
    }
}

/// Encrypts `secret` to a public key. `beside` travels in the open and is bound to it; `random` must be fresh for each call.
pub fn encrypt(recipient: &[u8; 32], info: &[u8], beside: &[u8], secret: &[u8], random: &[u8; 32]) -> Result<Encrypted, NotForThisKey> {
    let recipient = <Kem as hpke::Kem>::PublicKey::from_bytes(recipient).map_err(|_| NotForThisKey)?;
    let mut generator = SeededGenerator { seed: Zeroizing::new(*random), used: 0 };
    let (encapsulated, ciphertext) =
        hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem, _>(&OpModeS::Base, &recipient, info, secret, beside, &mut generator)
            .map_err(|_| NotForThisKey)?;
    Ok(Encrypted { encapsulated: encapsulated.to_bytes().to_vec(), ciphertext })
}

/// Stretches one random seed into what HPKE asks for, so that a source of randomness may fail and this may not.
struct SeededGenerator {
    seed: Zeroizing<[u8; 32]>,
    used: u64,
}

impl RngCore for SeededGenerator {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            self.used += 1;
            let block = digest(&SHA256, &[self.seed.as_slice(), &self.used.to_be_bytes()].concat());
            chunk.iter_mut().zip(block.as_ref()).for_each(|(to, from)| *to = *from);
        }
    }
}

impl CryptoRng for SeededGenerator {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_opens_with_its_key_its_purpose_and_what_travels_beside_it_only() {
        let (own, other) = (OpeningKey::from_seed(&[1; 32]), OpeningKey::from_seed(&[2; 32]));
        let encrypted = encrypt(&own.public(), b"purpose", b"beside", b"a secret", &[9; 32]).unwrap();
        assert_eq!(own.open(b"purpose", b"beside", &encrypted).unwrap().as_slice(), b"a secret");
        assert!(other.open(b"purpose", b"beside", &encrypted).is_err());
        assert!(own.open(b"another", b"beside", &encrypted).is_err());
        assert!(own.open(b"purpose", b"changed", &encrypted).is_err());
        for place in 0..encrypted.ciphertext.len() {
            let mut changed = encrypted.clone();
            changed.ciphertext[place] ^= 1;
            assert!(own.open(b"purpose", b"beside", &changed).is_err(), "byte {place}");
        }
        for hostile in [Vec::new(), vec![0; 31], vec![0; 32], vec![0xff; 33]] {
            assert!(own.open(b"purpose", b"beside", &Encrypted { encapsulated: hostile, ..encrypted.clone() }).is_err());
        }
    }

    #[test]
    fn a_key_that_is_no_point_on_the_curve_is_refused_and_nothing_is_encrypted_to_it() {
        assert_eq!(encrypt(&[0; 32], b"purpose", b"", b"a secret", &[9; 32]), Err(NotForThisKey));
    }

    #[test]
    fn the_same_words_are_sealed_differently_each_time() {
        let key = OpeningKey::from_seed(&[1; 32]).public();
        assert_ne!(encrypt(&key, b"p", b"", b"x", &[1; 32]), encrypt(&key, b"p", b"", b"x", &[2; 32]));
    }
}
