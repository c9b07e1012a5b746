//! The key of the database at rest: 32 random bytes, given to SQLCipher as they are. Knows nothing of files.

use daylog_domain::text::hex::{from_hex, hex};
use rusqlite::Connection;
use zeroize::Zeroizing;

/// A database's key, wiped from memory when dropped. Never printed: it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// From random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        DatabaseKey(Zeroizing::new(bytes))
    }

    /// Reads 64 hex digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        Some(DatabaseKey(Zeroizing::new(from_hex(text)?.try_into().ok()?)))
    }

    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.0.as_slice()))
    }

    /// Must be the first thing that a connection is told. A raw key spares the slow derivation meant for passwords.
    pub(super) fn unlock(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        // What fails is told by the error; SQLCipher's own lines on standard error would break a trace of JSON.
        connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
        connection.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"{}\"", self.literal().as_str())))
    }

    /// The key as SQLCipher takes raw ones.
    pub(super) fn literal(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}'", self.to_hex().as_str()))
    }
}
