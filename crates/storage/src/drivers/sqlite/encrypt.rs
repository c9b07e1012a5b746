//! Copies of a whole database under another key, and the encryption in place of one from before databases were encrypted.
//!
//! A copy is made beside, checked and forced to disk before it takes the old file's place, so a crash leaves one good file.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, ffi, types::ValueRef};

use super::{key::DatabaseKey, open};
use crate::{
    StorageError,
    files::{beside, sync_folder, write_private},
};

/// How every unencrypted SQLite file begins.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";
/// Another process that has the plain file open is waited for this long.
const WAIT: Duration = Duration::from_secs(5);

/// Whether the file is there and not encrypted.
pub fn is_plain(path: &Path) -> bool {
    let mut start = [0; PLAIN.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *PLAIN
}

/// Encrypts a plain district database where it is; false when it was encrypted already. `key` is asked for where there is
/// something to do, while no other process does it.
pub fn in_place<E: From<StorageError>>(path: &Path, key: impl FnOnce() -> Result<DatabaseKey, E>) -> Result<bool, E> {
    let Some(_lock) = lock_plain(path)? else { return Ok(false) };
    encrypt(path, &key()?)?;
    Ok(true)
}

/// Held while a plain file is encrypted; none when it is not plain.
fn lock_plain(path: &Path) -> Result<Option<File>, StorageError> {
    if !is_plain(path) {
        return Ok(None);
    }
    let lock = File::options().create(true).truncate(false).write(true).open(beside(path, ".lock"))?;
    lock.lock()?;
    // Another process may have done it while this one waited.
    Ok(is_plain(path).then_some(lock))
}

fn encrypt(path: &Path, key: &DatabaseKey) -> Result<(), StorageError> {
    let plain = open::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    open::check_is_ours(&plain)?;
    plain.busy_timeout(WAIT)?;
    // Leaving the write-ahead log succeeds only when no other process has the file open, and brings everything into it.
    plain.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    plain.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    let encrypted = beside(path, ".encrypting");
    copy(&plain, &encrypted, key)?;
    fs::rename(&encrypted, path)?;
    Ok(sync_folder(path)?)
}

/// Copies everything that `from` holds into a new file under `key`, and checks the copy row by row.
pub fn copy(from: &Connection, to: &Path, key: &DatabaseKey) -> Result<(), StorageError> {
    // What stands there is what an earlier try left.
    remove_with_companions(to)?;
    write_private(to, &[])?;
    let name = to.to_str().ok_or(StorageError::Unreadable { what: "path" })?;
    from.execute("ATTACH DATABASE ?1 AS copy KEY ?2", [name, key.literal().as_str()])?;
    let copied = fill(from);
    from.execute_batch("DETACH DATABASE copy")?;
    copied?;
    File::open(to)?.sync_all()?;
    sync_folder(to)?;
    let copy = open::keyed(to, key)?;
    let sound: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" || !same_content(from, &copy)? {
        return Err(StorageError::Damaged);
    }
    Ok(())
}

fn fill(from: &Connection) -> Result<(), StorageError> {
    // One transaction: nobody writes between two tables.
    from.execute_batch("BEGIN IMMEDIATE")?;
    let filled = export(from);
    from.execute_batch(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    filled
}

/// Copies every table into the attached database `copy`, inside the caller's transaction.
pub(super) fn export(from: &Connection) -> Result<(), StorageError> {
    from.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(())).map_err(as_stopped)?;
    for pragma in ["user_version", "application_id"] {
        let value: i64 = from.pragma_query_value(None, pragma, |row| row.get(0))?;
        from.pragma_update(Some("copy"), pragma, value)?;
    }
    Ok(())
}

/// The function passes on only the words of what stopped it.
fn as_stopped(error: rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) if words == FULL => {
            rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), Some(words))
        }
        other => other,
    }
}

/// SQLite's own words for `SQLITE_FULL`, the same in every version of it.
const FULL: &str = "database or disk is full";

/// Whether two databases have the same tables with the same rows in the same order. Reads row by row.
pub fn same_content(one: &Connection, other: &Connection) -> Result<bool, StorageError> {
    let schema = |connection: &Connection| -> Result<Vec<(String, String, String)>, StorageError> {
        let sql = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
        let mut statement = connection.prepare(sql)?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?)
    };
    let tables = schema(one)?;
    if tables != schema(other)? {
        return Ok(false);
    }
    for (_, table, _) in tables.iter().filter(|(kind, _, _)| kind == "table") {
        if !same_rows(one, other, &format!("SELECT * FROM \"{table}\""))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a query gives the same rows on both.
pub fn same_rows(one: &Connection, other: &Connection, sql: &str) -> Result<bool, StorageError> {
    let (mut one, mut other) = (one.prepare(sql)?, other.prepare(sql)?);
    let columns = one.column_count();
    let (mut ones, mut others) = (one.query([])?, other.query([])?);
    loop {
        match (ones.next()?, others.next()?) {
            (None, None) => return Ok(true),
            (Some(one), Some(other)) => {
                for column in 0..columns {
                    let (one, other): (ValueRef<'_>, ValueRef<'_>) = (one.get_ref(column)?, other.get_ref(column)?);
                    if one != other {
                        return Ok(false);
                    }
                }
            }
            _ => return Ok(false),
        }
    }
}

pub fn remove_with_companions(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(beside(path, suffix)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
