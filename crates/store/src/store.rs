//! The open file. What reads or writes it is written on `Store` in files of its own.

use std::path::PathBuf;

use daylog_faults::{Fault, broken};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{Random, Steps, StoreError, key_file::Key};

/// Well before SQLite does it by itself, at a thousand pages: a save writes about six.
const SAVES_BETWEEN_COPIES: u32 = 64;

/// The open file. One connection; a second process may have its own.
pub struct Store {
    pub(crate) connection: Connection,
    /// Saves since the write-ahead log was last copied into the file.
    pub(crate) saves: u32,
    pub(crate) random: Box<dyn Random>,
    pub(crate) path: PathBuf,
    pub(crate) key: Key,
    /// What brings the file up to date, each time that it is opened.
    pub(crate) steps: Steps,
    /// Why this is a copy in memory and not the file: the disk takes nothing.
    pub(crate) copied_for: Option<StoreError>,
}

impl Store {
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
