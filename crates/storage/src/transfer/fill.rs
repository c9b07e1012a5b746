//! Copying every table from one snapshot, in pieces of one transaction each. How far a copy is, its own last keys say: what an
//! earlier try brought there is not brought again.

use super::{
    digest::{Digesting, of_table},
    rows::Rows,
    tables::{LAST, TABLES, Table, all},
};
use crate::{Database, Read, StorageError, Value};

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Rows that were brought there now.
    pub rows: u64,
    /// What each table of the source holds.
    digests: Vec<[u8; 32]>,
}

impl Filled {
    /// Reads every table of the copy and fails at the first that holds something else than the source.
    pub fn compare(&self, copy: &Read<'_>) -> Result<(), StorageError> {
        for (table, digest) in all().zip(&self.digests) {
            if of_table(copy, table)? != *digest {
                return Err(StorageError::Differs { table: table.name });
            }
        }
        Ok(())
    }
}

/// Told before each piece goes into the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub table: &'static str,
    /// Rows that are there already, of those that this call brought.
    pub rows: u64,
}

/// Copies everything that `source` sees. What `tell` fails with ends it, and the next call goes on from there.
pub fn fill<E: From<StorageError>>(
    source: &Read<'_>,
    target: &Database,
    mut tell: impl FnMut(Progress) -> Result<(), E>,
) -> Result<Filled, E> {
    let mut filled = Filled::default();
    for table in TABLES {
        let digest = copy(source, target, table, &mut filled.rows, &mut tell)?;
        filled.digests.push(digest);
    }
    tell(Progress { table: "district", rows: filled.rows })?;
    copy_last(source, target, &mut filled)?;
    if let Err(error) = target.look_over() {
        tracing::warn!(%error, "the copy is whole; its first answers may be slow");
    }
    Ok(filled)
}

/// Says what the source holds in this table. Where nothing is there yet, that is known by reading it once.
fn copy<E: From<StorageError>>(
    source: &Read<'_>,
    target: &Database,
    table: &'static Table,
    copied: &mut u64,
    tell: &mut impl FnMut(Progress) -> Result<(), E>,
) -> Result<[u8; 32], E> {
    let mut last = Rows::plain(table.key);
    target.read(|db| db.each(&table.last_key(), &[], |row| last.add(row)))?;
    let last: Option<Vec<Value<'_>>> = last.each().next();
    let sql = if last.is_some() { table.rows_behind() } else { table.every_row() };
    let (mut rows, mut digest) = (Rows::of(table), Digesting::new());
    let mut put = |rows: &mut Rows| {
        tell(Progress { table: table.name, rows: *copied })?;
        target.write(|db| rows.put(db, table))?;
        *copied += rows.len() as u64;
        rows.clear();
        Ok::<_, E>(())
    };
    source.each(&sql, last.as_deref().unwrap_or_default(), |row| {
        rows.add(row)?;
        digest.add(rows.last());
        if rows.is_full() { put(&mut rows) } else { Ok(()) }
    })?;
    if rows.len() > 0 {
        put(&mut rows)?;
    }
    Ok(if last.is_some() { of_table(source, table)? } else { digest.finish() })
}

fn copy_last(source: &Read<'_>, target: &Database, filled: &mut Filled) -> Result<(), StorageError> {
    let mut last = Vec::new();
    for table in LAST {
        let (mut rows, mut digest) = (Rows::of(table), Digesting::new());
        source.each(&table.every_row(), &[], |row| {
            rows.add(row)?;
            digest.add(rows.last());
            Ok::<_, StorageError>(())
        })?;
        filled.digests.push(digest.finish());
        last.push((table, rows));
    }
    target.write(|db| {
        for (table, rows) in &last {
            db.run(&format!("DELETE FROM {}", table.name), &[])?;
            rows.put(db, table)?;
        }
        Ok(())
    })
}
