//! The open file: one writer, a few readers, sessions on both.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rusqlite::{Connection, TransactionBehavior};

use super::{
    key::DatabaseKey,
    open::{self, STEPS, Steps},
};
use crate::{
    Read, StorageCode, StorageError, Write,
    content::{Cipher, ContentKeys},
    files,
    session::sqlite::Session,
};

/// The database of one district. Cheap to clone.
#[derive(Clone)]
pub struct Database(pub(super) Arc<Inner>);

pub(super) struct Inner {
    path: PathBuf,
    key: DatabaseKey,
    /// Under which content is encrypted before it comes here; none where the file's own encryption is enough.
    pub(super) content: Option<ContentKeys>,
    pub(super) writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Whether the disk refused the last thing that was to be written.
    is_refused: AtomicBool,
}

/// Readers kept open between requests.
const READERS_KEPT: usize = 4;

impl Database {
    /// Makes a new database file under this key. Refuses a file that holds anything.
    pub fn create(path: &Path, key: &DatabaseKey) -> Result<Self, StorageError> {
        Ok(Self::around(path, key, None, open::create(path, key)?))
    }

    /// The same with content encrypted before it comes into the file, as on a database that others operate.
    pub fn create_with(path: &Path, key: &DatabaseKey, content: &ContentKeys) -> Result<Self, StorageError> {
        Ok(Self::around(path, key, Some(content.clone()), open::create(path, key)?))
    }

    /// Opens what was made with content keys.
    pub fn open_with(path: &Path, key: &DatabaseKey, content: &ContentKeys) -> Result<Self, StorageError> {
        Ok(Self::around(path, key, Some(content.clone()), open::open(path, key, STEPS)?))
    }

    /// Opens an existing database and brings it to this program's version; a newer one is refused before any write.
    pub fn open(path: &Path, key: &DatabaseKey) -> Result<Self, StorageError> {
        Self::open_with_steps(path, key, STEPS)
    }

    /// The same as a program with these steps does it, such as one of a version to come.
    pub fn open_with_steps(path: &Path, key: &DatabaseKey, steps: Steps) -> Result<Self, StorageError> {
        Ok(Self::around(path, key, None, open::open(path, key, steps)?))
    }

    fn around(path: &Path, key: &DatabaseKey, content: Option<ContentKeys>, writer: Connection) -> Self {
        let (writer, readers, is_refused) = (Mutex::new(writer), Mutex::default(), AtomicBool::default());
        Database(Arc::new(Inner { path: path.to_owned(), key: key.clone(), content, writer, readers, is_refused }))
    }

    /// Runs one transaction under the write lock. It is on disk when this returns; an error leaves nothing behind.
    pub fn write<T, E: From<StorageError>>(&self, work: impl FnOnce(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        // A panic inside a transaction rolled it back when it was dropped, so a poisoned lock guards nothing half done.
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let told = |error: rusqlite::Error| self.with_reason(error.into());
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
        let cipher = self.cipher();
        let session = Session::new(&transaction);
        let result = work(&Write::sqlite(&session).with(cipher.as_ref()))?;
        let committed = match session.failed() {
            Some(failed) => Err(self.with_reason(failed)),
            None => transaction.commit().map_err(told),
        };
        self.0.is_refused.store(committed.as_ref().is_err_and(StorageError::is_of_disk), Ordering::Relaxed);
        committed?;
        Ok(result)
    }

    /// SQLite knows a full disk by one sign only. Where a quota or a limit is reached it tells of a failed write, and a small file
    /// beside it tells why.
    fn with_reason(&self, error: StorageError) -> StorageError {
        let is_none_left = |folder: &Path| files::prove(folder).err().filter(files::is_none_left);
        match self.0.path.parent().filter(|_| error.code() == StorageCode::DiskFailed).and_then(is_none_left) {
            Some(why) => StorageError::File(why),
            None => error,
        }
    }

    /// Whether the disk refused the last thing that was to be written.
    pub(crate) fn is_refused(&self) -> bool {
        self.0.is_refused.load(Ordering::Relaxed)
    }

    /// Runs long reads on one snapshot and a connection of their own; other readers do not wait for them.
    pub fn read_apart<T>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, StorageError>) -> Result<T, StorageError> {
        let mut connection = self.another_connection()?;
        connection.pragma_update(None, "query_only", true)?;
        let cipher = self.cipher();
        work(&Read::sqlite(&Session::new(&*connection.transaction()?)).with(cipher.as_ref()))
    }

    fn cipher(&self) -> Option<Cipher> {
        self.0.content.as_ref().map(Cipher::new)
    }

    /// A connection of its own, for work that is too long for the shared ones.
    pub(super) fn another_connection(&self) -> Result<Connection, StorageError> {
        open::keyed(&self.0.path, &self.0.key)
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Runs reads on one snapshot.
    pub fn read<T, E: From<StorageError>>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, E>) -> Result<T, E> {
        let kept = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = kept.map_or_else(|| open::reader(&self.0.path, &self.0.key), Ok)?;
        let cipher = self.cipher();
        let result = {
            let snapshot = reader.transaction().map_err(StorageError::from)?;
            work(&Read::sqlite(&Session::new(&snapshot)).with(cipher.as_ref()))
        };
        let mut readers = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        result
    }
}
