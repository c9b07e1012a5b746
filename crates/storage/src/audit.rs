//! The audit: what was done to the district's records. Holds no name of a resident and no reading.

use crate::{Read, StorageError, Write, params};
use daylog_domain::time::Instant;

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
    db.run(
        "INSERT INTO audit (id, at, actor, action, detail) VALUES ((SELECT 1 + coalesce(max(id), 0) FROM audit), ?1, ?2, ?3, ?4)",
        params![at, actor, action, detail],
    )?;
    Ok(())
}

/// The newest first, at most `limit`.
pub fn newest(db: &Read<'_>, limit: u32) -> Result<Vec<Audited>, StorageError> {
    db.many("SELECT at, actor, action, detail FROM audit ORDER BY id DESC LIMIT ?1", params![limit], |row| {
        Ok(Audited { at: row.get(0)?, actor: row.get(1)?, action: row.get(2)?, detail: row.get(3)? })
    })
}
