//! One version of a district's content key, and the keys of the columns that are derived from it. Knows nothing of files.

use daylog_domain::text::hex::{from_hex, hex};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Prk, Salt},
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use zeroize::Zeroizing;

use super::Column;
use crate::StorageError;

/// 32 random bytes, wiped from memory when dropped. Never printed: it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentKey(Zeroizing<[u8; 32]>);

impl ContentKey {
    /// From random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        ContentKey(Zeroizing::new(bytes))
    }

    pub(super) fn random() -> Result<Self, StorageError> {
        let mut bytes = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| StorageError::NoRandomness)?;
        Ok(ContentKey(bytes))
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
        Some(ContentKey(Zeroizing::new(from_hex(text)?.try_into().ok()?)))
    }

    pub(super) fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.0.as_slice()))
    }
}

/// Set apart from every other use of a key.
const SALT: &[u8] = b"daylog content 1";
/// What stands before a ciphertext: the key's version, big-endian, and the nonce.
const VERSION: usize = 4;
pub(super) const HEADER: usize = VERSION + NONCE_LEN;

/// The keys of one version.
///
/// Each column has a key of its own, by HKDF-SHA256, so that no value opens in another column, and a nonce is drawn for each
/// value. NIST SP 800-38D (8.3) bounds what one key may encrypt under random nonces to 2³² values: a column of the large city
/// gets about 110,000 a day, which is a century; every purge begins anew. A key is one district's and no other's, so that no
/// name of the district has to be bound to its values.
pub(super) struct Keys {
    version: u32,
    columns: Vec<LessSafeKey>,
    /// For the same columns, and used for those that have marks.
    marks: Vec<hmac::Key>,
    random: SystemRandom,
}

impl Keys {
    pub(super) fn new(version: u32, key: &ContentKey) -> Result<Self, StorageError> {
        let secret = Salt::new(HKDF_SHA256, SALT).extract(key.0.as_slice());
        let columns = Column::ALL.iter().map(|column| of_column(&secret, *column)).collect::<Result<_, _>>()?;
        let marks = Column::ALL.iter().map(|column| mark_of_column(&secret, *column)).collect::<Result<_, _>>()?;
        Ok(Keys { version, columns, marks, random: SystemRandom::new() })
    }

    pub(super) fn version(&self) -> u32 {
        self.version
    }

    pub(super) fn encrypt(&self, column: Column, row: &[i64], plain: &[u8]) -> Result<Vec<u8>, StorageError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| StorageError::NoRandomness)?;
        self.encrypt_with(nonce, column, row, plain)
    }

    pub(super) fn encrypt_with(&self, nonce: [u8; NONCE_LEN], column: Column, row: &[i64], plain: &[u8]) -> Result<Vec<u8>, StorageError> {
        let key = self.of(column)?;
        let mut stored = Vec::with_capacity(HEADER + plain.len() + AES_256_GCM.tag_len());
        stored.extend_from_slice(&self.version.to_be_bytes());
        stored.extend_from_slice(&nonce);
        stored.extend_from_slice(plain);
        let (_, text) = stored.split_at_mut(HEADER);
        let tag = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), bound(row), text);
        stored.extend_from_slice(tag.map_err(|_| StorageError::Unreadable { what: "content" })?.as_ref());
        Ok(stored)
    }

    /// Only what was encrypted for this row of this column opens.
    pub(super) fn decrypt(&self, column: Column, row: &[i64], stored: &[u8]) -> Result<Vec<u8>, StorageError> {
        let damaged = || StorageError::Unreadable { what: "content" };
        let (header, text) = stored.split_at_checked(HEADER).ok_or_else(damaged)?;
        let nonce = header.get(VERSION..).and_then(|nonce| Nonce::try_assume_unique_for_key(nonce).ok()).ok_or_else(damaged)?;
        let mut text = text.to_vec();
        let length = self.of(column)?.open_in_place(nonce, bound(row), &mut text).map_err(|_| damaged())?.len();
        text.truncate(length);
        Ok(text)
    }

    /// HMAC-SHA-256: nobody without the key finds out what was marked by trying.
    pub(super) fn mark(&self, column: Column, within: &[i64], plain: &[u8]) -> Result<Vec<u8>, StorageError> {
        let key = self.marks.get(column as usize).ok_or(StorageError::Unreadable { what: "content" })?;
        let mut context = hmac::Context::with_key(key);
        within.iter().for_each(|number| context.update(&number.to_be_bytes()));
        context.update(plain);
        Ok(context.sign().as_ref().to_vec())
    }

    fn of(&self, column: Column) -> Result<&LessSafeKey, StorageError> {
        self.columns.get(column as usize).ok_or(StorageError::Unreadable { what: "content" })
    }
}

fn unusable() -> StorageError {
    StorageError::Unreadable { what: "content key" }
}

/// Under which version a stored value was encrypted.
pub(crate) fn version_of(stored: &[u8]) -> Option<u32> {
    stored.first_chunk::<VERSION>().map(|version| u32::from_be_bytes(*version))
}

fn of_column(secret: &Prk, column: Column) -> Result<LessSafeKey, StorageError> {
    let (table, name) = column.name();
    let info = [table.as_bytes(), b".", name.as_bytes()];
    let key = secret.expand(&info, &AES_256_GCM).map_err(|_| unusable())?;
    Ok(LessSafeKey::new(UnboundKey::from(key)))
}

fn mark_of_column(secret: &Prk, column: Column) -> Result<hmac::Key, StorageError> {
    let (table, name) = column.name();
    let info = [b"mark ".as_slice(), table.as_bytes(), b".", name.as_bytes()];
    let key = secret.expand(&info, hmac::HMAC_SHA256).map_err(|_| unusable())?;
    Ok(hmac::Key::from(key))
}

fn bound(row: &[i64]) -> Aad<Vec<u8>> {
    Aad::from(row.iter().flat_map(|number| number.to_be_bytes()).collect())
}
