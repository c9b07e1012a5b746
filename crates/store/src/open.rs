//! Opening and making the file, and the one connection to it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_teeth::{Fault, broken};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::{Random, StoreError, key_file::Key, migrations, purge, rebuild};

/// Well before SQLite does it by itself, at a thousand pages: a save writes about six.
const SAVES_BETWEEN_COPIES: u32 = 64;

/// How the names of damaged files begin that were moved aside.
pub const DAMAGED: &str = "daylog.damaged-";

/// The open file. One connection; a second process may have its own.
pub struct Store {
    pub(crate) connection: Connection,
    /// Saves since the write-ahead log was last copied into the file.
    pub(crate) saves: u32,
    pub(crate) random: Box<dyn Random>,
}

impl Store {
    /// Opens the folder's file with its key, making it if there is none. A damaged one is moved aside and said so.
    pub fn open(folder: &Path, key: &Key, random: Box<dyn Random>) -> Result<Self, StoreError> {
        let path = folder.join("daylog.db");
        let opened = match Self::try_open(&path, key) {
            // SQLCipher takes a first page that could not be read for one that is not its own. Only a file that is read
            // twice and damaged twice is moved aside.
            Err(StoreError::DamagedPage) => Self::try_open(&path, key),
            other => other,
        };
        match opened {
            Ok(connection) => Ok(Store { connection, saves: 0, random }),
            Err(StoreError::DamagedPage) => Err(StoreError::Damaged { kept: move_aside(&path)? }),
            Err(other) => Err(other),
        }
    }

    /// Whether the key opens the folder's file. Changes nothing and moves nothing aside.
    pub fn opens_with(folder: &Path, key: &Key) -> Result<bool, StoreError> {
        let connection = Connection::open_with_flags(folder.join("daylog.db"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        give_key(&connection, key)?;
        match connection.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0)).map_err(StoreError::from) {
            Ok(_) => Ok(true),
            Err(StoreError::DamagedPage) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn try_open(path: &Path, key: &Key) -> Result<Connection, StoreError> {
        // SQLite says that it is ready before SQLCipher is; two threads that open their first files at once would collide there.
        static READY: std::sync::Once = std::sync::Once::new();
        READY.call_once(|| drop(Connection::open_in_memory()));
        let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        give_key(&connection, key)?;
        // Fails here when the key does not fit the file, before anything is written.
        connection.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let sound: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(StoreError::DamagedPage);
        }
        migrations::refuse_newer(&connection)?;
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on;
             pragma temp_store = memory;",
        )?;
        if broken(Fault::SavedBeforeDisk) {
            connection.execute_batch("pragma synchronous = off")?;
        }
        if broken(Fault::WriteAheadLogGrows) {
            connection.execute_batch("pragma wal_autocheckpoint = 0")?;
        }
        connection.set_prepared_statement_cache_capacity(64);
        migrations::run(&mut connection)?;
        rebuild::bring_up_to_date(&mut connection)?;
        if purge::sweep_due(&connection)? {
            // A crash came between, or the disk was full: what cannot be swept now either does not keep anybody from working.
            let _swept = purge::sweep(&connection);
        }
        Ok(connection)
    }

    /// Copies the write-ahead log into the file when some dozens of saves are in it. To be called when nobody waits: left
    /// alone, SQLite does it within a save, once in about 160, and whoever saves waits for it.
    pub fn copy_write_ahead_log(&mut self) -> Result<(), StoreError> {
        if self.saves >= SAVES_BETWEEN_COPIES && !broken(Fault::WriteAheadLogGrows) {
            self.connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
            self.saves = 0;
        }
        Ok(())
    }

    /// A transaction that holds the write lock from its start, so that what it reads cannot change under it.
    pub(crate) fn write(&mut self) -> Result<(Transaction<'_>, &mut dyn Random), StoreError> {
        Ok((self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?, self.random.as_mut()))
    }
}

fn give_key(connection: &Connection, key: &Key) -> Result<(), StoreError> {
    let hex: Zeroizing<String> = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect());
    let pragma = Zeroizing::new(format!("pragma key = \"x'{}'\"", hex.as_str()));
    Ok(connection.execute_batch(&pragma)?)
}

/// Moves the damaged file and what belongs to it to a free name beside it.
fn move_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let named = |number: u32, suffix: &str| path.with_file_name(format!("{DAMAGED}{number}.db{suffix}"));
    let number = (1..u32::MAX).find(|number| !named(*number, "").exists()).unwrap_or(u32::MAX);
    for suffix in ["-wal", "-shm", ""] {
        let from = path.with_file_name(format!("daylog.db{suffix}"));
        if from.exists() {
            fs::rename(from, named(number, suffix))?;
        }
    }
    Ok(named(number, ""))
}
