//! Content on its way through a session: plain to whoever calls, encrypted in the database where the session has keys.

use std::borrow::Cow;

use super::{Read, Write};
use crate::{
    StorageError,
    content::{Cipher, Column, Mark},
};

impl Read<'_> {
    /// Whether content is encrypted here before the database gets it.
    #[must_use]
    pub fn encrypts_content(&self) -> bool {
        self.cipher().is_some()
    }

    /// The plain bytes of what `Write::encrypt` gave.
    pub fn decrypt<'v>(&self, column: Column, of: &[i64], stored: &'v [u8]) -> Result<Cow<'v, [u8]>, StorageError> {
        match self.cipher() {
            Some(cipher) => cipher.decrypt(column, of, stored).map(Cow::Owned),
            None => Ok(Cow::Borrowed(stored)),
        }
    }
}

impl Write<'_> {
    /// What is stored in the place of `plain`, in the row that has the numbers `of`: `Table::row`.
    pub fn encrypt<'v>(&self, column: Column, of: &[i64], plain: &'v [u8]) -> Result<Cow<'v, [u8]>, StorageError> {
        let Some(cipher) = self.cipher() else { return Ok(Cow::Borrowed(plain)) };
        cipher.encrypt(self.version(cipher)?, column, of, plain)
    }

    /// The same for a text that may be missing.
    pub fn encrypt_text<'v>(&self, column: Column, of: &[i64], plain: Option<&'v str>) -> Result<Option<Cow<'v, [u8]>>, StorageError> {
        plain.map(|plain| self.encrypt(column, of, plain.as_bytes())).transpose()
    }

    /// What stands for `plain` where no two rows may hold the same: the bytes themselves where nothing is encrypted.
    pub fn mark<'v>(&self, mark: &Mark, within: &[i64], plain: &'v [u8]) -> Result<Cow<'v, [u8]>, StorageError> {
        let Some(cipher) = self.cipher() else { return Ok(Cow::Borrowed(plain)) };
        cipher.mark(self.version(cipher)?, mark.of, within, plain).map(Cow::Owned)
    }

    /// Read behind the district's lock: another process may have begun another version.
    fn version(&self, cipher: &Cipher) -> Result<u32, StorageError> {
        cipher.writes_with(|| self.one("SELECT version FROM content_key WHERE id = 1", &[], |row| row.get(0)))
    }
}
