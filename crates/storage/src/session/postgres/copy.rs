//! Adding rows: a few by one statement, many by PostgreSQL's binary COPY.

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{SinkExt, future::try_join_all};
use tokio_postgres::CopyInSink;

use super::{
    super::value::Value,
    transaction::{Session, bound},
};
use crate::StorageError;

/// From how many rows on COPY, which takes a round trip more, is the faster way.
const COPY_FROM: usize = 64;

/// Bytes that are sent at a time.
const PIECE: usize = 64 * 1024;

/// `COPY` begins with this and two empty words of 32 bits: flags, and the length of an extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

pub(in crate::session) fn copy_in<'v, R: AsRef<[Value<'v>]>>(
    session: &Session<'_>,
    into: &str,
    rows: impl IntoIterator<Item = R>,
) -> Result<usize, StorageError> {
    let mut rows = rows.into_iter();
    let few: Vec<R> = rows.by_ref().take(COPY_FROM).collect();
    if few.len() < COPY_FROM { insert(session, into, &few) } else { copy(session, into, few.into_iter().chain(rows)) }
}

/// One statement for each power of two, so that there are few of them to prepare. All are on their way before the first is answered.
fn insert<'v, R: AsRef<[Value<'v>]>>(session: &Session<'_>, into: &str, rows: &[R]) -> Result<usize, StorageError> {
    let Some(columns) = rows.first().map(|row| row.as_ref().len()) else { return Ok(0) };
    let (mut rest, mut statements) = (rows, Vec::new());
    while !rest.is_empty() {
        let (now, later) = rest.split_at(1 << rest.len().ilog2());
        let params: Vec<Value<'v>> = now.iter().flat_map(|row| row.as_ref().iter().copied()).collect();
        let sql = format!("INSERT INTO {into} VALUES {}", places(now.len(), columns));
        statements.push((session.prepared(&sql, &params)?, params));
        rest = later;
    }
    let client = &session.connection.client;
    session.wait(try_join_all(statements.iter().map(|(statement, params)| client.execute_raw(statement, bound(params)))))?;
    Ok(rows.len())
}

/// `(?1, ?2), (?3, ?4), …`
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| (1..=columns).map(|column| format!("?{}", row * columns + column)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|number| format!("({})", row(number))).collect::<Vec<_>>().join(", ")
}

fn copy<'v, R: AsRef<[Value<'v>]>>(session: &Session<'_>, into: &str, rows: impl Iterator<Item = R>) -> Result<usize, StorageError> {
    let client = &session.connection.client;
    let sql = format!("COPY {}.{into} FROM STDIN (FORMAT binary)", session.connection.statements.schema);
    let sink: CopyInSink<Bytes> = session.wait(client.copy_in(&sql))?;
    let mut sink = Box::pin(sink);
    let mut out = BytesMut::from(HEADER);
    let mut copied = 0;
    for row in rows {
        add(&mut out, row.as_ref())?;
        copied += 1;
        if out.len() >= PIECE {
            session.wait(sink.feed(out.split().freeze()))?;
        }
    }
    out.put_i16(-1);
    session.wait(async {
        sink.feed(out.freeze()).await?;
        sink.as_mut().finish().await
    })?;
    Ok(copied)
}

fn add(out: &mut BytesMut, row: &[Value<'_>]) -> Result<(), StorageError> {
    let too_long = |_| StorageError::Unreadable { what: "value" };
    out.put_i16(i16::try_from(row.len()).map_err(too_long)?);
    for value in row {
        let bytes: &[u8] = match value {
            Value::Null => {
                out.put_i32(-1);
                continue;
            }
            Value::Integer(number) => {
                out.put_i32(8);
                out.put_i64(*number);
                continue;
            }
            Value::Text(text) => text.as_bytes(),
            Value::Bytes(bytes) => bytes,
        };
        out.put_i32(i32::try_from(bytes.len()).map_err(too_long)?);
        out.put_slice(bytes);
    }
    Ok(())
}
