//! What one session knows of content: the keys, and under which version it writes.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    sync::Arc,
};

use super::{
    Column, ContentKeys,
    key::{Keys, version_of},
};
use crate::StorageError;

/// Made anew for each session: the version that is written with is read in the transaction that writes, under its lock.
pub(crate) struct Cipher {
    keys: ContentKeys,
    writes_with: Cell<Option<u32>>,
    /// The keys that were used last, without a lock.
    last: RefCell<Option<Arc<Keys>>>,
}

impl Cipher {
    pub(crate) fn new(keys: &ContentKeys) -> Self {
        Cipher { keys: keys.clone(), writes_with: Cell::default(), last: RefCell::default() }
    }

    /// The version to write with; `read` asks the database, once.
    pub(crate) fn writes_with(&self, read: impl FnOnce() -> Result<u32, StorageError>) -> Result<u32, StorageError> {
        if let Some(version) = self.writes_with.get() {
            return Ok(version);
        }
        let version = read()?;
        self.keys.drop_destroyed()?;
        self.writes_with.set(Some(version));
        Ok(version)
    }

    /// The version to write with is another one from here on.
    pub(crate) fn forget_version(&self) {
        self.writes_with.set(None);
    }

    pub(crate) fn keys(&self) -> &ContentKeys {
        &self.keys
    }

    /// What is empty stays so: statements ask for that, and its length tells it anyway.
    pub(crate) fn encrypt<'v>(&self, version: u32, column: Column, row: &[i64], plain: &'v [u8]) -> Result<Cow<'v, [u8]>, StorageError> {
        if plain.is_empty() {
            return Ok(Cow::Borrowed(plain));
        }
        Ok(Cow::Owned(self.of(version)?.encrypt(column, row, plain)?))
    }

    pub(crate) fn mark(&self, version: u32, column: Column, within: &[i64], plain: &[u8]) -> Result<Vec<u8>, StorageError> {
        self.of(version)?.mark(column, within, plain)
    }

    pub(crate) fn decrypt(&self, column: Column, row: &[i64], stored: &[u8]) -> Result<Vec<u8>, StorageError> {
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        let version = version_of(stored).ok_or(StorageError::Unreadable { what: "content" })?;
        self.of(version)?.decrypt(column, row, stored)
    }

    fn of(&self, version: u32) -> Result<Arc<Keys>, StorageError> {
        let mut last = self.last.borrow_mut();
        match last.as_ref().filter(|keys| keys.version() == version) {
            Some(keys) => Ok(keys.clone()),
            None => Ok(last.insert(self.keys.of(version)?).clone()),
        }
    }
}
