//! The record of access: who signed in or tried to, and who looked at personal data. What was looked for is not kept: a search
//! may hold somebody's name. How long it is kept is not decided here.

use daylog_domain::time::Instant;

use crate::{Read, Row, StorageError, ToValue, Value, Write, params};

/// One row. The number comes with being kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub at: Instant,
    /// None where nobody is called so.
    pub account: Option<i64>,
    /// A code.
    pub what: String,
    /// Whose page was read.
    pub household: Option<u32>,
    /// How many rows were given.
    pub rows: Option<u32>,
    /// Where it was asked from.
    pub address: String,
}

/// Which rows are asked for; what is left out asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub account: Option<i64>,
    pub what: Option<String>,
    pub household: Option<u32>,
    pub from: Option<Instant>,
    pub before: Option<Instant>,
    /// Older than the row of this number.
    pub older_than: Option<i64>,
}

pub fn insert(db: &Write<'_>, rows: &[Access]) -> Result<(), StorageError> {
    let last: i64 = db.one("SELECT coalesce(max(id), 0) FROM access_record", params![], |row| row.get(0))?;
    let numbered: Vec<(i64, &Access)> = (last + 1..).zip(rows).collect();
    let values: Vec<[Value<'_>; 7]> = numbered
        .iter()
        .map(|(id, row)| {
            [
                id.to_value(),
                row.at.to_value(),
                row.account.to_value(),
                row.what.to_value(),
                row.household.to_value(),
                row.rows.to_value(),
                row.address.to_value(),
            ]
        })
        .collect();
    db.run_each(
        "INSERT INTO access_record (id, at, account, what, household, row_count, address) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &values,
    )?;
    Ok(())
}

/// The newest rows that fit, each with its number, at most `limit`.
pub fn newest(db: &Read<'_>, filter: &Filter, limit: u32) -> Result<Vec<(i64, Access)>, StorageError> {
    let sql = "SELECT id, at, account, what, household, row_count, address FROM access_record
         WHERE (CAST(?1 AS BIGINT) IS NULL OR account = ?1) AND (CAST(?2 AS TEXT) IS NULL OR what = ?2)
           AND (CAST(?3 AS BIGINT) IS NULL OR household = ?3) AND (CAST(?4 AS BIGINT) IS NULL OR at >= ?4)
           AND (CAST(?5 AS BIGINT) IS NULL OR at < ?5) AND (CAST(?6 AS BIGINT) IS NULL OR id < ?6)
         ORDER BY id DESC LIMIT ?7";
    let Filter { account, what, household, from, before, older_than } = filter;
    db.many(sql, params![account, what, household, from, before, older_than, limit], access)
}

/// Takes away what is older; how many rows.
pub fn forget(db: &Write<'_>, older_than: Instant) -> Result<usize, StorageError> {
    db.run("DELETE FROM access_record WHERE at < ?1", params![older_than])
}

fn access(row: &Row<'_>) -> Result<(i64, Access), StorageError> {
    let access = Access {
        at: row.get(1)?,
        account: row.get(2)?,
        what: row.get(3)?,
        household: row.get(4)?,
        rows: row.get(5)?,
        address: row.get(6)?,
    };
    Ok((row.get(0)?, access))
}
