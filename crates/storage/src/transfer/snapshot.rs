//! A snapshot as one encrypted file, of a database that need not be a file itself.

use std::path::Path;

use super::fill;
use crate::{
    Database, DatabaseKey, StorageError,
    drivers::sqlite::snapshot::{self, Held},
    files::beside,
};

/// Copies everything into the empty file `to` under a key of its own, and says what was held at that moment. One read transaction:
/// writers go on, and nothing that they write gets in by half.
pub fn take(database: &Database, to: &Path, key: &DatabaseKey) -> Result<Held, StorageError> {
    // In a snapshot content is plain: the file's key is the only one that it needs.
    let is_plain = database.read(|db| Ok::<_, StorageError>(!db.encrypts_content()))?;
    match database.file().filter(|_| is_plain) {
        // Page by page: several times faster.
        Some(_) => database.copy_to(to, key),
        None => row_by_row(database, to, key),
    }
}

/// The same of any database, compared with the snapshot when it is there.
pub fn row_by_row(database: &Database, to: &Path, key: &DatabaseKey) -> Result<Held, StorageError> {
    let copy = Database::create(to, key)?;
    let held = database.read_apart(|db| {
        let held = snapshot::held(db)?;
        let filled = fill(db, &copy, |_| Ok::<_, StorageError>(()))?;
        copy.read(|copied| filled.compare(copied))?;
        Ok(held)
    })?;
    copy.move_log_into_file()?;
    // The last connection takes the write-ahead log with it.
    drop(copy);
    if beside(to, "-wal").exists() { Err(StorageError::Damaged) } else { Ok(held) }
}
