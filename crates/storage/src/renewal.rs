//! A new version of the content key: everything is encrypted anew under it, then the old key is destroyed, so that nothing
//! opens any more what the database, its log, its backups and its standbys still hold of content that went. Whoever is killed
//! in between goes on from there.

use std::{borrow::Cow, iter};

use crate::{
    Read, Row, StorageError, ToValue, Value, Write,
    content::{Cipher, Column, Table, version_of},
    params,
};

/// Rows in one transaction: others write between two.
const BATCH: usize = 200;

/// Begins a version, unless one was begun and is not finished. From the end of this transaction on everything is written under it.
pub(crate) fn begin(db: &Write<'_>) -> Result<(), StorageError> {
    let cipher = cipher(db)?;
    let state = "SELECT version, behind FROM content_key WHERE id = 1";
    let (version, behind): (u32, Option<u32>) = db.one(state, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if behind.is_some() {
        return Ok(());
    }
    let next = cipher.keys().begin_behind(version)?;
    db.run("UPDATE content_key SET version = ?1, behind = ?2 WHERE id = 1", params![next, version])?;
    // What goes from now on was written under the new version, and is for the next one.
    db.run("UPDATE district SET not_vacuumed = 0", &[])?;
    cipher.forget_version();
    // Marks of two versions cannot be compared: all of them change at once. These tables are small.
    for table in Table::ALL.iter().filter(|table| table.mark.is_some()) {
        let mut after = Some(i64::MIN);
        while let Some(from) = after {
            after = batch(db, table, from)?;
        }
    }
    Ok(())
}

/// Whether content is written under a version of the key yet. That the keys are this district's is looked at before anything
/// else: what was written under another's would be lost.
pub(crate) fn is_begun(db: &Read<'_>) -> Result<bool, StorageError> {
    let first = "SELECT id, code FROM household ORDER BY id LIMIT 1";
    match db.optional(first, &[], |row| row.text(Column::HouseholdCode, &[row.get(0)?], 1)) {
        Err(StorageError::Unreadable { what: "content" }) => return Err(StorageError::ContentKeyForeign),
        first => first?,
    };
    Ok(version(db)? > 0)
}

/// Writes under the newest version that there is from here on, where nothing was written yet.
pub(crate) fn begin_first(db: &Write<'_>) -> Result<(), StorageError> {
    db.run("UPDATE content_key SET version = ?1 WHERE version = 0", params![cipher(db)?.keys().newest()?])?;
    Ok(())
}

/// How far everything was encrypted anew: a table, and the key in it behind which it goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    table: usize,
    after: i64,
}

impl Place {
    pub(crate) const FIRST: Place = Place { table: 0, after: i64::MIN };
}

/// Encrypts some rows under the present version that are not; gives where to go on, if anywhere.
pub(crate) fn some(db: &Write<'_>, place: Place) -> Result<Option<Place>, StorageError> {
    let Some(table) = Table::ALL.get(place.table) else { return Ok(None) };
    Ok(Some(match batch(db, table, place.after)? {
        Some(after) => Place { after, ..place },
        None => Place { table: place.table + 1, ..Place::FIRST },
    }))
}

/// Destroys what is older than the present version; false when something still needs it.
pub(crate) fn finish(db: &Write<'_>) -> Result<bool, StorageError> {
    let cipher = cipher(db)?;
    let version = version(db)?;
    for table in Table::ALL {
        if needs_another(db, &table, version)? {
            return Ok(false);
        }
    }
    // Killed behind this, the database still says that a renewal is under way, and the next one ends it.
    cipher.keys().destroy_all_but(version)?;
    db.run("UPDATE content_key SET behind = NULL WHERE id = 1", &[])?;
    Ok(true)
}

/// The version that content is written under.
fn version(db: &Read<'_>) -> Result<u32, StorageError> {
    db.one("SELECT version FROM content_key WHERE id = 1", &[], |row| row.get(0))
}

fn cipher<'c>(db: &Write<'c>) -> Result<&'c Cipher, StorageError> {
    db.cipher().ok_or(StorageError::ContentKeyFile)
}

fn needs_another(db: &Read<'_>, table: &Table, version: u32) -> Result<bool, StorageError> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {})", table.name, is_old(table, 1));
    db.one(&sql, params![version.to_be_bytes()], |row| row.get(0))
}

/// Whether a row holds anything of another version than the one that is the parameter of this number.
fn is_old(table: &Table, parameter: usize) -> String {
    let of_column = |column: &Column| {
        let (_, name) = column.name();
        format!("(length({name}) > 0 AND substr({name}, 1, 4) <> ?{parameter})")
    };
    table.columns.iter().map(of_column).collect::<Vec<_>>().join(" OR ")
}

/// One row with what is to be encrypted anew.
struct Old {
    key: i64,
    row: Vec<i64>,
    /// By the table's columns; none where a column is empty or of the present version.
    plain: Vec<Option<Vec<u8>>>,
    /// The numbers within which its mark is the only one.
    within: Vec<i64>,
}

/// The rows behind `after` that are of another version; gives the last one's key, or none when there were no more. Whoever begins once
/// more, because the tables could not be rewritten, is not given again what is done.
fn batch(db: &Write<'_>, table: &Table, after: i64) -> Result<Option<i64>, StorageError> {
    let version = version(db)?;
    let Table { name, key, .. } = table;
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name().1).collect();
    let within = table.mark.map_or(&[][..], |mark| mark.within);
    let asked = [&[*key], table.row, &columns, within].concat().join(", ");
    let sql = format!("SELECT {asked} FROM {name} WHERE {key} > ?1 AND ({}) ORDER BY {key} LIMIT {BATCH}", is_old(table, 2));
    let rows = db.many(&sql, params![after, version.to_be_bytes()], |row| old(table, row, version))?;
    let changing: Vec<&str> = columns.iter().copied().chain(table.mark.map(|mark| mark.name)).collect();
    let set: Vec<String> = changing.iter().zip(2..).map(|(name, place)| format!("{name} = coalesce(?{place}, {name})")).collect();
    let update = format!("UPDATE {name} SET {} WHERE {key} = ?1", set.join(", "));
    let stored = rows.iter().map(|row| renewed(db, table, row)).collect::<Result<Vec<_>, _>>()?;
    let values: Vec<Vec<Value<'_>>> = rows
        .iter()
        .zip(&stored)
        .map(|(row, stored)| iter::once(row.key.to_value()).chain(stored.iter().map(ToValue::to_value)).collect())
        .collect();
    db.run_each(&update, &values)?;
    Ok(rows.last().filter(|_| rows.len() == BATCH).map(|row| row.key))
}

/// What a row is to hold, column by column and its mark behind them; none where it stays.
fn renewed<'o>(db: &Write<'_>, table: &Table, row: &'o Old) -> Result<Vec<Option<Cow<'o, [u8]>>>, StorageError> {
    let mut stored = Vec::new();
    let mut mark = None;
    for (column, plain) in table.columns.iter().zip(&row.plain) {
        stored.push(plain.as_ref().map(|plain| db.encrypt(*column, &row.row, plain)).transpose()?);
        if let (Some(of), Some(plain)) = (table.mark.filter(|mark| mark.of == *column), plain) {
            mark = Some(db.mark(&of, &row.within, plain)?);
        }
    }
    stored.extend(table.mark.map(|_| mark));
    Ok(stored)
}

fn old(table: &Table, row: &Row<'_>, version: u32) -> Result<Old, StorageError> {
    let number = |place| row.get::<i64>(place);
    let columns = 1 + table.row.len();
    let within = columns + table.columns.len();
    let of: Vec<i64> = (1..columns).map(number).collect::<Result<_, _>>()?;
    let mut plain = Vec::new();
    for (column, place) in table.columns.iter().zip(columns..) {
        let is_old = |stored: &[u8]| !stored.is_empty() && version_of(stored) != Some(version);
        plain.push(match row.value(place)? {
            Value::Bytes(stored) if is_old(stored) => Some(row.content(*column, &of, place)?),
            _ => None,
        });
    }
    Ok(Old { key: number(0)?, row: of, plain, within: (within..row.columns()).map(number).collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests;
