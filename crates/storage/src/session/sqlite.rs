//! The operations of a session on SQLite: statements are prepared once and kept for the next caller.

use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::{row::Row, value::Value};
use crate::StorageError;

pub(super) fn optional<T>(
    connection: &Connection,
    sql: &str,
    params: &[Value<'_>],
    read: impl FnOnce(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Option<T>, StorageError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(params))?;
    rows.next()?.map(|row| read(&Row::sqlite(row))).transpose()
}

pub(super) fn each<E: From<StorageError>>(
    connection: &Connection,
    sql: &str,
    params: &[Value<'_>],
    mut look: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare_cached(sql).map_err(StorageError::from)?;
    let mut rows = statement.query(params_from_iter(params)).map_err(StorageError::from)?;
    while let Some(row) = rows.next().map_err(StorageError::from)? {
        look(&Row::sqlite(row))?;
    }
    Ok(())
}

pub(super) fn run(connection: &Connection, sql: &str, params: &[Value<'_>]) -> Result<usize, StorageError> {
    Ok(execute(&mut connection.prepare_cached(sql)?, params)?)
}

pub(super) fn run_each<'v, R: AsRef<[Value<'v>]>>(connection: &Connection, sql: &str, rows: &[R]) -> Result<usize, StorageError> {
    let mut statement = connection.prepare_cached(sql)?;
    rows.iter().try_fold(0, |changed, row| Ok(changed + execute(&mut statement, row.as_ref())?))
}

pub(super) fn copy_in<'v, R: AsRef<[Value<'v>]>>(
    connection: &Connection,
    into: &str,
    rows: impl IntoIterator<Item = R>,
) -> Result<usize, StorageError> {
    let mut rows = rows.into_iter().peekable();
    let Some(columns) = rows.peek().map(|row| row.as_ref().len()) else { return Ok(0) };
    let places: Vec<String> = (1..=columns).map(|place| format!("?{place}")).collect();
    let mut statement = connection.prepare_cached(&format!("INSERT INTO {into} VALUES ({})", places.join(", ")))?;
    rows.try_fold(0, |copied, row| Ok(copied + execute(&mut statement, row.as_ref())?))
}

/// A statement that also gives rows back, such as with RETURNING, is not for here.
fn execute(statement: &mut CachedStatement<'_>, params: &[Value<'_>]) -> rusqlite::Result<usize> {
    statement.execute(params_from_iter(params))
}
