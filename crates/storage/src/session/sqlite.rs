//! The operations of a session on SQLite: statements are prepared once and kept for the next caller. What failed is remembered.

use std::cell::Cell;

use rusqlite::{CachedStatement, Connection, ffi, params_from_iter};

use super::{row::Row, value::Value};
use crate::StorageError;

/// A snapshot or a transaction, which somebody else begins and ends.
pub(crate) struct Session<'c> {
    connection: &'c Connection,
    /// Of the first statement that failed, which whoever asked may have kept to himself.
    failed: Cell<Option<ffi::Error>>,
}

impl<'c> Session<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Session { connection, failed: Cell::new(None) }
    }

    /// What failed in it, if anything did: as on PostgreSQL there is nothing to commit then. SQLite itself would commit the rest, or,
    /// where it rolled back by itself as on a full disk, whatever came after.
    pub(crate) fn failed(&self) -> Option<StorageError> {
        self.failed.get().map(|failed| rusqlite::Error::SqliteFailure(failed, None).into())
    }

    fn noted(&self, error: rusqlite::Error) -> StorageError {
        if self.failed.get().is_none() {
            self.failed.set(error.sqlite_error().copied());
        }
        error.into()
    }

    fn prepared(&self, sql: &str) -> Result<CachedStatement<'c>, StorageError> {
        self.connection.prepare_cached(sql).map_err(|error| self.noted(error))
    }

    /// A statement that also gives rows back, such as with RETURNING, is not for here.
    fn execute(&self, statement: &mut CachedStatement<'_>, params: &[Value<'_>]) -> Result<usize, StorageError> {
        statement.execute(params_from_iter(params)).map_err(|error| self.noted(error))
    }
}

pub(super) fn optional<T>(
    session: &Session<'_>,
    sql: &str,
    params: &[Value<'_>],
    read: impl FnOnce(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Option<T>, StorageError> {
    let noted = |error| session.noted(error);
    let mut statement = session.prepared(sql)?;
    let mut rows = statement.query(params_from_iter(params)).map_err(noted)?;
    rows.next().map_err(noted)?.map(|row| read(&Row::sqlite(row))).transpose()
}

pub(super) fn each<E: From<StorageError>>(
    session: &Session<'_>,
    sql: &str,
    params: &[Value<'_>],
    mut look: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let noted = |error| session.noted(error);
    let mut statement = session.prepared(sql)?;
    let mut rows = statement.query(params_from_iter(params)).map_err(noted)?;
    while let Some(row) = rows.next().map_err(noted)? {
        look(&Row::sqlite(row))?;
    }
    Ok(())
}

pub(super) fn run(session: &Session<'_>, sql: &str, params: &[Value<'_>]) -> Result<usize, StorageError> {
    session.execute(&mut session.prepared(sql)?, params)
}

pub(super) fn run_each<'v, R: AsRef<[Value<'v>]>>(session: &Session<'_>, sql: &str, rows: &[R]) -> Result<usize, StorageError> {
    let mut statement = session.prepared(sql)?;
    rows.iter().try_fold(0, |changed, row| Ok(changed + session.execute(&mut statement, row.as_ref())?))
}

pub(super) fn copy_in<'v, R: AsRef<[Value<'v>]>>(
    session: &Session<'_>,
    into: &str,
    rows: impl IntoIterator<Item = R>,
) -> Result<usize, StorageError> {
    let mut rows = rows.into_iter().peekable();
    let Some(columns) = rows.peek().map(|row| row.as_ref().len()) else { return Ok(0) };
    let places: Vec<String> = (1..=columns).map(|place| format!("?{place}")).collect();
    let mut statement = session.prepared(&format!("INSERT INTO {into} VALUES ({})", places.join(", ")))?;
    rows.try_fold(0, |copied, row| Ok(copied + session.execute(&mut statement, row.as_ref())?))
}
