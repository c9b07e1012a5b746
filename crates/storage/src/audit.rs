//! The audit: what was done to the district's records. Holds no name of a resident and no reading.

use daylog_domain::time::Instant;
use rusqlite::params;

use crate::{Read, StorageError, Write};

/// The actor of what a command does.
pub const COMMAND: &str = "command";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    pub at: Instant,
    pub actor: String,
    pub action: String,
    pub detail: String,
}

pub fn insert(db: &Write<'_>, at: Instant, actor: &str, action: &str, detail: &str) -> Result<(), StorageError> {
    db.prepare_cached("INSERT INTO audit (at, actor, action, detail) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![at.0, actor, action, detail])?;
    Ok(())
}

/// The newest first, at most `limit`.
pub fn newest(db: &Read<'_>, limit: u32) -> Result<Vec<Audited>, StorageError> {
    let found = db
        .prepare_cached("SELECT at, actor, action, detail FROM audit ORDER BY id DESC LIMIT ?1")?
        .query_map([limit], |row| Ok(Audited { at: Instant(row.get(0)?), actor: row.get(1)?, action: row.get(2)?, detail: row.get(3)? }))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
