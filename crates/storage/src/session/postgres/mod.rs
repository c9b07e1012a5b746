//! The operations of a session on PostgreSQL. The client is asynchronous: who asks waits with its thread.

mod connection;
mod copy;
mod cursor;
mod deadline;
mod transaction;
mod translated;

use std::pin::pin;

use futures_util::{TryStreamExt, future::try_join_all};

pub(crate) use connection::{Connection, Line};
pub(super) use copy::copy_in;
pub(crate) use deadline::within;
pub(crate) use transaction::Session;

use self::{cursor::Cursor, transaction::bound};
use super::{row::Row, value::Value};
use crate::StorageError;

/// Rows that an answer read in pieces gets at first; later pieces are as large as fits [`PIECE_BYTES`].
const FIRST_PIECE: usize = 64;
const PIECE_BYTES: usize = 1 << 20;

pub(super) fn optional<T>(
    session: &Session<'_>,
    sql: &str,
    params: &[Value<'_>],
    read: impl FnOnce(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Option<T>, StorageError> {
    let statement = session.prepared(sql, params)?;
    let first = session.wait(async {
        let mut rows = pin!(session.connection.client.query_raw(&statement, bound(params)).await?);
        let first = rows.try_next().await?;
        // To the end: what fails behind the first row ends the transaction, and a server commits nothing of that without a word.
        while first.is_some() && rows.try_next().await?.is_some() {}
        Ok(first)
    })?;
    first.map(|row| read(&Row::postgres(&row))).transpose()
}

/// The whole answer is here before the first row is looked at, so that `read` may ask something itself.
pub(super) fn many<T>(
    session: &Session<'_>,
    sql: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Vec<T>, StorageError> {
    let statement = session.prepared(sql, params)?;
    let rows: Vec<tokio_postgres::Row> =
        session.wait(async { session.connection.client.query_raw(&statement, bound(params)).await?.try_collect().await })?;
    rows.iter().map(|row| read(&Row::postgres(row))).collect()
}

/// Through a cursor, in pieces: a stream would stand in the way of what `look` asks on the same connection.
pub(super) fn each<E: From<StorageError>>(
    session: &Session<'_>,
    sql: &str,
    params: &[Value<'_>],
    mut look: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut asked = FIRST_PIECE;
    let (cursor, mut rows) = Cursor::open(session, sql, params, asked)?;
    loop {
        let bytes: usize = rows.iter().map(tokio_postgres::Row::raw_size_bytes).sum();
        for row in &rows {
            look(&Row::postgres(row))?;
        }
        if rows.len() < asked {
            return Ok(());
        }
        asked = (PIECE_BYTES / (bytes / rows.len().max(1)).max(1)).clamp(1, 10_000);
        rows = cursor.next(asked)?;
    }
}

pub(super) fn run(session: &Session<'_>, sql: &str, params: &[Value<'_>]) -> Result<usize, StorageError> {
    session.run(sql, params)
}

/// All of them are on their way before the first is answered.
pub(super) fn run_each<'v, R: AsRef<[Value<'v>]>>(session: &Session<'_>, sql: &str, rows: &[R]) -> Result<usize, StorageError> {
    let prepared = |row: &R| session.prepared(sql, row.as_ref());
    let statements = rows.iter().map(prepared).collect::<Result<Vec<_>, _>>()?;
    let client = &session.connection.client;
    let run = statements.iter().zip(rows).map(|(statement, row)| client.execute_raw(statement, bound(row.as_ref())));
    let changed = session.wait(try_join_all(run))?;
    usize::try_from(changed.into_iter().sum::<u64>()).map_err(|_| StorageError::Unreadable { what: "count" })
}
