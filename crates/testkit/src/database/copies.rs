//! Databases that are no file on a disk that can fail: what they hold as a file, that put back, and their connections cut.

use std::path::Path;

use daylog_storage::{Database, StorageError, params, transfer};

use super::{At, FILE, key};
use crate::disk::{Disk, Folder};

impl At {
    /// What is held now, as a plain file under the key of all embedded databases here, as in a backup.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn snapshot(&self, database: &Database) -> Folder {
        let disk = Disk::new();
        transfer::row_by_row(database, &disk.path(FILE), &key()).unwrap_or_else(|why| panic!("no copy: {why}"));
        disk.copy()
    }

    /// Puts what such a file holds in place of all that is here, which nobody has open, under a content key of its own.
    ///
    /// # Panics
    /// When it cannot be put back.
    pub fn put_back(&self, copy: &Folder) {
        let disk = Disk::new();
        disk.put_back(copy);
        let filled = self.remove().and_then(|()| {
            let (source, target) = (Database::open(&disk.path(FILE), &key())?, self.create()?);
            let filled = source.read(|db| transfer::fill(db, &target, |_| Ok::<_, StorageError>(())))?;
            target.read(|db| filled.compare(db))
        });
        filled.unwrap_or_else(|why| panic!("the copy cannot be put back: {why}"));
    }

    fn remove(&self) -> Result<(), StorageError> {
        match self {
            At::File(file) => gone(file),
            At::EncryptedFile(file, content) => gone(file).and_then(|()| gone(content)),
            At::Schema(address, content) => gone(content).and_then(|()| Database::remove_at(address)),
        }
    }

    /// Its server ends the connection that this database uses, as in a restart; where there is no server nothing happens.
    /// Who uses it from several threads has several.
    ///
    /// # Panics
    /// When the server does not answer.
    pub fn cut_connections(&self, database: &Database) {
        let At::Schema(..) = self else { return };
        let process = database.read(|db| db.one("SELECT pg_backend_pid()", params![], |row| row.get::<i64>(0)));
        let process = process.unwrap_or_else(|why| panic!("no answer: {why}"));
        let other = self.open().unwrap_or_else(|why| panic!("no connection: {why}"));
        let ended = other.read(|db| db.one("SELECT pg_terminate_backend(?1::integer)", params![process], |row| row.get::<bool>(0)));
        assert!(ended.unwrap_or_else(|why| panic!("no answer: {why}")), "connection {process} was not there");
    }
}

fn gone(file: &Path) -> Result<(), StorageError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
