//! Opening and migrating the file. A released step is frozen; each runs in one transaction with its version bump.

use std::{path::Path, sync::Once, time::Duration};

use daylog_faults::{Fault, broken};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::key::DatabaseKey;
use crate::StorageError;

/// SQL that brings a file to a version: number N one of version N - 1 to version N, and the first an empty one to version 1.
pub type Steps = &'static [&'static str];

/// The steps of this program.
pub const STEPS: Steps = &[include_str!("migrations/001.sql")];

/// Marks the file as a district database: "DLsv".
const APPLICATION_ID: i64 = 0x444c_7376;

/// How long a writer waits for another process, such as an import beside a running server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);

/// Makes it where nothing is. An empty file is nothing: SQLite leaves one where it was killed before its first page.
pub(super) fn create(path: &Path, key: &DatabaseKey) -> Result<Connection, StorageError> {
    if path.metadata().is_ok_and(|file| file.len() > 0) {
        return Err(StorageError::Taken);
    }
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    key.unlock(&connection)?;
    prepare(&connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrate(&mut connection, STEPS)?;
    Ok(connection)
}

pub(super) fn open(path: &Path, key: &DatabaseKey, steps: Steps) -> Result<Connection, StorageError> {
    if !path.exists() {
        return Err(StorageError::Missing);
    }
    let mut connection = keyed(path, key)?;
    check_is_ours(&connection, steps)?;
    prepare(&connection).map_err(|error| match error {
        StorageError::Sqlite(error) => as_damage(error),
        other => other,
    })?;
    migrate(&mut connection, steps)?;
    Ok(connection)
}

pub(super) fn reader(path: &Path, key: &DatabaseKey) -> Result<Connection, StorageError> {
    let connection = keyed(path, key)?;
    prepare(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection to an existing file that its key has opened. Nothing is written.
pub fn keyed(path: &Path, key: &DatabaseKey) -> Result<Connection, StorageError> {
    match try_keyed(path, key) {
        // SQLCipher takes a first page that could not be read for one of another key: it is read once more.
        Err(StorageError::WrongKey) => try_keyed(path, key),
        other => other,
    }
}

fn try_keyed(path: &Path, key: &DatabaseKey) -> Result<Connection, StorageError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    key.unlock(&connection)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The first page is read here: a key that does not fit fails now. Behind it, what cannot be read is damage.
    version(&connection).map_err(|error| match as_damage(error) {
        StorageError::Damaged => StorageError::WrongKey,
        other => other,
    })?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(as_damage)?;
    Ok(connection)
}

/// SQLite says that it is ready before SQLCipher is; two threads that open their first files at once would collide there.
pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    static READY: Once = Once::new();
    READY.call_once(|| drop(Connection::open_in_memory()));
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    Ok(connection)
}

/// Refuses what is no district's database and what a program with more steps wrote.
pub(super) fn check_is_ours(connection: &Connection, steps: Steps) -> Result<(), StorageError> {
    let found = version(connection).map_err(as_damage)?;
    let known = i64::try_from(steps.len()).unwrap_or(0);
    if found > known {
        return Err(StorageError::Newer { found, known });
    }
    if pragma(connection, "application_id").map_err(as_damage)? != APPLICATION_ID {
        return Err(StorageError::Damaged);
    }
    Ok(())
}

fn prepare(connection: &Connection) -> Result<(), StorageError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = if broken(Fault::AcknowledgedBeforeDisk) { "OFF" } else { "FULL" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "wal_autocheckpoint", if broken(Fault::WriteAheadLogGrows) { 0 } else { 4_000 })?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn migrate(connection: &mut Connection, steps: Steps) -> Result<(), StorageError> {
    for (step, number) in steps.iter().zip(1_i64..) {
        if version(connection)? >= number {
            continue;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have brought the file here while this one waited for the lock.
        if version(&transaction)? < number {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    pragma(connection, "user_version")
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn as_damage(error: rusqlite::Error) -> StorageError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StorageError::Damaged,
        _ => StorageError::Sqlite(error),
    }
}

#[cfg(test)]
mod tests;
