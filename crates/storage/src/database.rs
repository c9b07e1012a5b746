//! The database of one district, whichever holds it: SQLite's file or a schema of PostgreSQL.

use std::path::Path;

use daylog_faults::Fault;

use crate::{
    DatabaseKey, Read, StorageError, Write,
    content::ContentKeys,
    district,
    drivers::{
        postgres::{self, Address},
        sqlite::{
            self,
            open::Steps,
            snapshot::{self, Held},
        },
    },
    files, renewal,
    wakes::Wakes,
};

/// The database of one district. Cheap to clone.
#[derive(Clone)]
pub struct Database(Driver);

/// Bytes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Of the file, or of the district's tables and indexes.
    pub bytes: u64,
    /// Of the file's write-ahead log; PostgreSQL's is every district's.
    pub log_bytes: u64,
}

#[derive(Clone)]
enum Driver {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

impl Database {
    /// Makes a new database file under this key. Refuses a file that holds anything.
    pub fn create(path: &Path, key: &DatabaseKey) -> Result<Self, StorageError> {
        Ok(Database(Driver::Sqlite(sqlite::Database::create(path, key)?)))
    }

    /// The same with content encrypted before it comes into the file, as for a server that others operate.
    pub fn create_with(path: &Path, key: &DatabaseKey, content: &ContentKeys) -> Result<Self, StorageError> {
        Database(Driver::Sqlite(sqlite::Database::create_with(path, key, content)?)).under_its_key()
    }

    /// Opens what was made with content keys.
    pub fn open_with(path: &Path, key: &DatabaseKey, content: &ContentKeys) -> Result<Self, StorageError> {
        Database(Driver::Sqlite(sqlite::Database::open_with(path, key, content)?)).under_its_key()
    }

    /// Opens an existing database file and brings it to this program's version; a newer one is refused before any write.
    pub fn open(path: &Path, key: &DatabaseKey) -> Result<Self, StorageError> {
        Ok(Database(Driver::Sqlite(sqlite::Database::open(path, key)?)))
    }

    /// The same as a program with these steps does it, such as one of a version to come.
    pub fn open_with_steps(path: &Path, key: &DatabaseKey, steps: Steps) -> Result<Self, StorageError> {
        Ok(Database(Driver::Sqlite(sqlite::Database::open_with_steps(path, key, steps)?)))
    }

    /// Makes a district's schema on a server. Refuses one that holds anything.
    pub fn create_at(address: &Address, content: &ContentKeys) -> Result<Self, StorageError> {
        Database(Driver::Postgres(postgres::Database::create(address, content)?)).under_its_key()
    }

    /// Opens a district's schema on a server and brings it to this program's version; a newer one is refused before any write.
    pub fn connect(address: &Address, content: &ContentKeys) -> Result<Self, StorageError> {
        Database(Driver::Postgres(postgres::Database::connect(address, content)?)).under_its_key()
    }

    /// Refuses another district's content key. The first version is noted where none is, also behind a kill while it was made.
    fn under_its_key(self) -> Result<Self, StorageError> {
        if !self.read(renewal::is_begun)? {
            self.write(renewal::begin_first)?;
        }
        Ok(self)
    }

    /// Removes a district's schema with everything in it.
    pub fn remove_at(address: &Address) -> Result<(), StorageError> {
        postgres::Database::remove(address)
    }

    /// Runs reads on one snapshot.
    pub fn read<T, E: From<StorageError>>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.0 {
            Driver::Sqlite(database) => database.read(work),
            Driver::Postgres(database) => database.read(work),
        }
    }

    /// Runs long reads on one snapshot and a connection of their own; other readers do not wait for them.
    pub fn read_apart<T>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, StorageError>) -> Result<T, StorageError> {
        match &self.0 {
            Driver::Sqlite(database) => database.read_apart(work),
            Driver::Postgres(database) => database.read_apart(work),
        }
    }

    /// Runs one transaction under the write lock. It is on disk when this returns; an error leaves nothing behind. Where another
    /// process stood in the way it is run again from its beginning: `work` changes nothing but the database.
    pub fn write<T, E: From<StorageError>>(&self, work: impl FnMut(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.0 {
            Driver::Sqlite(database) => database.write(work),
            Driver::Postgres(database) => database.write(work),
        }
    }

    /// Begins to hear of what any process writes here, where the database tells it.
    #[must_use]
    pub fn wakes(&self) -> Wakes {
        match &self.0 {
            Driver::Sqlite(_) => Wakes::none(),
            Driver::Postgres(database) => database.wakes(),
        }
    }

    /// Whether something can be written, as far as is known. After something was refused, it is tried with next to nothing.
    #[must_use]
    pub fn can_write(&self) -> bool {
        let is_refused = match &self.0 {
            Driver::Sqlite(database) => database.is_refused(),
            Driver::Postgres(database) => database.is_refused(),
        };
        !is_refused || self.write(district::touch).is_ok()
    }

    /// To be called where many rows came at once. Nothing depends on it.
    pub(crate) fn look_over(&self) -> Result<(), StorageError> {
        match &self.0 {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(database) => database.look_over(),
        }
    }

    /// The database's file, where it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Driver::Sqlite(database) => Some(database.path()),
            Driver::Postgres(_) => None,
        }
    }

    /// How much room it takes.
    pub fn size(&self) -> Result<Size, StorageError> {
        match &self.0 {
            Driver::Sqlite(database) => {
                let size = |suffix| std::fs::metadata(files::beside(database.path(), suffix)).map_or(0, |file| file.len());
                Ok(Size { bytes: size(""), log_bytes: size("-wal") })
            }
            Driver::Postgres(database) => Ok(Size { bytes: database.bytes()?, log_bytes: 0 }),
        }
    }

    /// Whether content went since the last vacuuming.
    pub fn is_not_vacuumed(&self) -> Result<bool, StorageError> {
        self.read(crate::purges::is_not_vacuumed)
    }

    /// Rewrites what holds content, so that nothing is left of what went; false when somebody was still reading it, or there is
    /// no room for it, and it is to be tried again. Where content is encrypted before the database gets it, its key is renewed:
    /// what is left elsewhere of what went, in a log, a standby or an old backup, opens with nothing any more. Nobody waits for
    /// all of that, only for the rewriting.
    pub fn vacuum(&self) -> Result<bool, StorageError> {
        if !self.is_not_vacuumed()? || daylog_faults::broken(Fault::PurgeLeavesBytes) {
            return Ok(true);
        }
        if !self.read(|db| Ok::<_, StorageError>(db.encrypts_content()))? {
            return self.rewrite();
        }
        self.write(renewal::begin)?;
        self.encrypt_anew()?;
        Ok(self.rewrite()? && self.write(renewal::finish)?)
    }

    /// In many transactions, between which others write.
    pub(crate) fn encrypt_anew(&self) -> Result<(), StorageError> {
        let mut place = Some(renewal::Place::FIRST);
        while let Some(from) = place {
            place = self.write(|db| renewal::some(db, from))?;
        }
        Ok(())
    }

    fn rewrite(&self) -> Result<bool, StorageError> {
        match &self.0 {
            Driver::Sqlite(database) => database.rewrite(),
            Driver::Postgres(database) => database.rewrite(),
        }
    }

    /// Brings into the file what is only in its write-ahead log, as far as no reader stands in the way. Where the power went
    /// while this was done before, pages of the file are torn and only the log has them whole: whoever looks at the file
    /// page by page does this first. PostgreSQL looks after its own.
    pub fn move_log_into_file(&self) -> Result<(), StorageError> {
        match &self.0 {
            Driver::Sqlite(database) => database.move_log_into_file(),
            Driver::Postgres(_) => Ok(()),
        }
    }

    /// Copies everything into the empty file `to` under a key of its own, and says what was held at that moment. Writers go on,
    /// and nothing that they write gets in by half. Of an embedded database only.
    pub fn copy_to(&self, to: &Path, key: &DatabaseKey) -> Result<Held, StorageError> {
        match &self.0 {
            Driver::Sqlite(database) => snapshot::take(database, to, key),
            Driver::Postgres(_) => Err(StorageError::NoFile),
        }
    }
}
