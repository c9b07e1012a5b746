//! Copies of a whole database under another key, and the comparison of two databases row by row.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::Path,
};

use rusqlite::{Connection, ffi, types::ValueRef};

use super::{key::DatabaseKey, open};
use crate::{
    StorageError,
    files::{beside, sync_folder, write_private},
};

/// Copies everything that `from` holds into a new file under `key`, forced to disk, and checks the copy row by row.
pub fn under_key(from: &Connection, to: &Path, key: &DatabaseKey) -> Result<(), StorageError> {
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
