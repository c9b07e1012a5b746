//! One file per group of tables: its rows as types, and the statements that read and write them.

pub(crate) mod amendment;
pub(crate) mod device;
pub(crate) mod duplicates;
pub(crate) mod entry;
pub(crate) mod household;
pub(crate) mod kept_field;
pub(crate) mod leaving;
pub(crate) mod line;
pub(crate) mod log;
pub(crate) mod outgoing;
pub(crate) mod roster_news;
pub(crate) mod trust;
pub(crate) mod uncertain;

use rusqlite::{Row, types::FromSql};

use crate::StoreError;

/// A blob of exactly `N` bytes.
pub(crate) fn bytes<const N: usize>(row: &Row<'_>, column: &str) -> Result<[u8; N], StoreError> {
    Ok(row.get(column)?)
}

/// SQLite's integers are signed; ours that count are not. What does not fit reads as zero and is never written.
pub(crate) fn number(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn optional<T: FromSql>(row: &Row<'_>, column: &str) -> Result<Option<T>, StoreError> {
    Ok(row.get(column)?)
}
