//! Whether a database may be served: not while a district is being copied into it, and not after it was moved away.

use daylog_domain::time::Instant;

use crate::{Read, StorageError, Write, params};

/// What stands in the way of serving a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferState {
    /// A district is being copied into it, from a source that held this (see `transfer::state`).
    Filling { source: [u8; 32] },
    /// The district that held this went on in another database.
    Moved { source: [u8; 32], at: Instant },
}

const FILLING: &str = "filling";
const MOVED: &str = "moved";

/// None where nothing does.
pub fn transfer_state(db: &Read<'_>) -> Result<Option<TransferState>, StorageError> {
    db.optional("SELECT state, source, at FROM transfer WHERE id = 1", params![], |row| {
        let source = row.get(1)?;
        match row.get::<String>(0)?.as_str() {
            FILLING => Ok(TransferState::Filling { source }),
            MOVED => Ok(TransferState::Moved { source, at: row.get(2)? }),
            _ => Err(StorageError::Unreadable { what: "transfer" }),
        }
    })
}

/// From here on nobody serves it, and only a copying from a source that holds this fills it.
pub fn begin(db: &Write<'_>, source: [u8; 32], now: Instant) -> Result<(), StorageError> {
    mark(db, FILLING, source, now)
}

/// From here on nobody serves it, whatever is still open there.
pub fn mark_moved(db: &Write<'_>, source: [u8; 32], now: Instant) -> Result<(), StorageError> {
    db.tells_others();
    mark(db, MOVED, source, now)
}

fn mark(db: &Write<'_>, state: &str, source: [u8; 32], now: Instant) -> Result<(), StorageError> {
    db.run("INSERT INTO transfer (id, state, source, at) VALUES (1, ?1, ?2, ?3)", params![state, source, now])?;
    Ok(())
}

/// Everything is there: it may be served.
pub fn finish(db: &Write<'_>) -> Result<(), StorageError> {
    db.run("DELETE FROM transfer WHERE state = ?1", params![FILLING])?;
    Ok(())
}

/// Fails where a database is not to be served.
pub fn refuse_unserved(db: &Read<'_>) -> Result<(), StorageError> {
    match transfer_state(db)? {
        None => Ok(()),
        Some(TransferState::Filling { .. }) => Err(StorageError::Filling),
        Some(TransferState::Moved { .. }) => Err(StorageError::Moved),
    }
}
