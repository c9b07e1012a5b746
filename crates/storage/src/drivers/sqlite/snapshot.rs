//! A consistent copy of a database that goes on being written to, and what such a copy holds.

use std::path::Path;

use super::{
    Database, copy,
    key::DatabaseKey,
    open::{self, STEPS},
};
use crate::{Read, StorageError, params, session::sqlite::Session};

/// What identifies a state of the database: the highest segment, and of each log how far it is held and its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub segment: i64,
    pub heads: Vec<(Vec<u8>, i64, Vec<u8>)>,
}

/// Copies everything into the empty file `to` under a key of its own, and says what was held at that moment.
/// One read transaction: writers go on, and nothing that they write gets in by half.
pub(crate) fn take(database: &Database, to: &Path, key: &DatabaseKey) -> Result<Held, StorageError> {
    let connection = database.another_connection()?;
    let name = to.to_str().ok_or(StorageError::Unreadable { what: "path" })?;
    connection.execute("ATTACH DATABASE ?1 AS copy KEY ?2", [name, key.literal().as_str()])?;
    connection.execute_batch("BEGIN")?;
    let held = held(&Read::sqlite(&Session::new(&connection)))?;
    copy::export(&connection)?;
    connection.execute_batch("COMMIT; DETACH DATABASE copy")?;
    Ok(held)
}

/// What a database holds in this moment.
pub(crate) fn held(db: &Read<'_>) -> Result<Held, StorageError> {
    let segment = db.one("SELECT coalesce(max(id), 0) FROM segment", params![], |row| row.get(0))?;
    let heads = db.many("SELECT log, have, head FROM log ORDER BY log", params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(Held { segment, heads })
}

/// What a copied file holds, if every page of it is whole; none if one is not.
pub fn held_soundly(path: &Path, key: &DatabaseKey) -> Result<Option<Held>, StorageError> {
    let connection = open::keyed(path, key)?;
    open::check_is_ours(&connection, STEPS)?;
    let pages_damaged = connection.prepare("PRAGMA cipher_integrity_check")?.exists([])?;
    let sound: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if pages_damaged || sound != "ok" {
        return Ok(None);
    }
    let whole: bool = connection.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM log AS held
           WHERE held.have <> coalesce((SELECT max(segment.last) FROM segment WHERE segment.log = held.id), 0))",
        [],
        |row| row.get(0),
    )?;
    if whole { Ok(Some(held(&Read::sqlite(&Session::new(&connection)))?)) } else { Ok(None) }
}
