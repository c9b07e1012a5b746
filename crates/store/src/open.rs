//! Opening and making the file, and the one connection to it.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use daylog_faults::{Fault, broken};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::{Random, StoreError, key_file::Key, migrations, platform, purge, rebuild, without_room};

/// Well before SQLite does it by itself, at a thousand pages: a save writes about six.
const SAVES_BETWEEN_COPIES: u32 = 64;

/// How the names of damaged files begin that were quarantined.
pub const DAMAGED: &str = "daylog.damaged-";

const FILE: &str = "daylog.db";

/// What else belongs to a database, and last the file itself.
const SUFFIXES: [&str; 3] = ["-wal", "-shm", ""];

/// The open file. One connection; a second process may have its own.
pub struct Store {
    pub(crate) connection: Connection,
    /// Saves since the write-ahead log was last copied into the file.
    pub(crate) saves: u32,
    pub(crate) random: Box<dyn Random>,
    pub(crate) path: PathBuf,
    pub(crate) key: Key,
    /// Why this is a copy in memory and not the file: the disk takes nothing.
    pub(crate) copied_for: Option<StoreError>,
}

impl Store {
    /// Opens the folder's file with its key, making it if there is none. A damaged one is quarantined and said so. One on a
    /// disk that takes nothing is copied into memory, where it can be read and sent from.
    pub fn open(folder: &Path, key: &Key, random: Box<dyn Random>) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let opened = match try_open(&path, key) {
            // SQLCipher takes a first page that could not be read for one that is not its own. Only a file that is read
            // twice and damaged twice is quarantined.
            Err(StoreError::DamagedPage) => try_open(&path, key),
            other => other,
        };
        let (connection, copied_for) = match opened {
            Ok(connection) => (connection, None),
            // Nor is one whose bytes the disk does not give.
            Err(StoreError::DamagedPage) if !is_readable(&path) => return Err(StoreError::UnreadableDisk),
            Err(StoreError::DamagedPage) => return Err(StoreError::Damaged { kept: quarantine(&path)? }),
            Err(error) if error.is_of_room() => match without_room::copy(&path, key) {
                Ok(copy) => (copy, Some(error)),
                Err(newer @ StoreError::Newer { .. }) => return Err(newer),
                Err(_) => return Err(error),
            },
            Err(other) => return Err(other),
        };
        Ok(Store { connection, saves: 0, random, path, key: key.clone(), copied_for })
    }

    /// Quarantines a record that is lost, whatever there is of it, so that a new one takes nothing's place.
    pub fn quarantine(folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(FILE);
        let is_anything_there = SUFFIXES.iter().any(|suffix| with_suffix(&path, suffix).exists());
        if !is_anything_there {
            return Ok(());
        }
        let kept = quarantine(&path)?;
        // A log alone keeps its number to itself: no other record's must come to lie beside it.
        if kept.exists() { Ok(()) } else { Ok(File::create(kept).map(drop)?) }
    }

    /// Whether the key opens the folder's file. Changes nothing and quarantines nothing.
    pub fn opens_with(folder: &Path, key: &Key) -> Result<bool, StoreError> {
        let connection = Connection::open_with_flags(folder.join(FILE), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        give_key(&connection, key)?;
        match connection.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0)).map_err(StoreError::from) {
            Ok(_) => Ok(true),
            Err(StoreError::DamagedPage) => Ok(false),
            Err(other) => Err(other),
        }
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

/// The file, brought up to date and ready to be written.
pub(crate) fn try_open(path: &Path, key: &Key) -> Result<Connection, StoreError> {
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
    if purge::vacuum_due(&connection)? {
        // A crash came between, or the disk was full: what cannot be vacuumed now either does not keep anybody from working.
        let _vacuumed = purge::vacuum(&connection);
    }
    Ok(connection)
}

fn give_key(connection: &Connection, key: &Key) -> Result<(), StoreError> {
    // A damaged file is said in our words alone.
    connection.execute_batch("pragma cipher_log_level = none")?;
    let pragma = Zeroizing::new(format!("pragma key = {}", in_sql(key).as_str()));
    Ok(connection.execute_batch(&pragma)?)
}

/// The key as SQLCipher takes it in a statement.
pub(crate) fn in_sql(key: &Key) -> Zeroizing<String> {
    let hex: Zeroizing<String> = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect());
    Zeroizing::new(format!("\"x'{}'\"", hex.as_str()))
}

fn is_readable(path: &Path) -> bool {
    File::open(path).and_then(|mut file| std::io::copy(&mut file, &mut std::io::sink())).is_ok()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    path.with_file_name(format!("{FILE}{suffix}"))
}

/// Moves the damaged file and what belongs to it to a free name beside it.
fn quarantine(path: &Path) -> Result<PathBuf, StoreError> {
    let named = |number: u32, suffix: &str| path.with_file_name(format!("{DAMAGED}{number}.db{suffix}"));
    let number = (1..u32::MAX).find(|number| !named(*number, "").exists()).unwrap_or(u32::MAX);
    for suffix in SUFFIXES {
        let from = with_suffix(path, suffix);
        if from.exists() {
            platform::rename(&from, &named(number, suffix))?;
        }
    }
    Ok(named(number, ""))
}
