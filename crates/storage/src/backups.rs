//! What came of each backup, and the watermark: the last one that was read back and found whole.

use crate::{Read, StorageError, Write, params};
use daylog_domain::time::Instant;

/// The last backup that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// The highest segment in it.
    pub segment: i64,
    pub made_at: Instant,
    /// The digest of the file.
    pub digest: Vec<u8>,
}

/// What is known of backups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupState {
    /// When the last verified one was begun, its name and its size.
    pub verified: Option<(Instant, String, i64)>,
    /// When the last try was begun, and why it failed if it did.
    pub last: Option<(Instant, Option<String>)>,
}

/// Rows kept; what is older has no use.
const KEPT: i64 = 1_000;

pub fn insert_verified(db: &Write<'_>, started: Instant, name: &str, bytes: u64) -> Result<(), StorageError> {
    db.run(
        "INSERT INTO backup (id, started_at, name, bytes, verified)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM backup), ?1, ?2, ?3, 1)",
        params![started, name, crate::stored(bytes)?],
    )?;
    trim(db)
}

pub fn insert_failed(db: &Write<'_>, started: Instant, failure: &str) -> Result<(), StorageError> {
    db.run(
        "INSERT INTO backup (id, started_at, verified, failure) VALUES ((SELECT 1 + coalesce(max(id), 0) FROM backup), ?1, 0, ?2)",
        params![started, failure],
    )?;
    trim(db)
}

// The last verified one stays, however many failures came after it.
fn trim(db: &Write<'_>) -> Result<(), StorageError> {
    db.run(
        "DELETE FROM backup WHERE id <= (SELECT max(id) FROM backup) - ?1 AND id <> (SELECT max(id) FROM backup WHERE verified = 1)",
        params![KEPT],
    )?;
    Ok(())
}

pub fn state(db: &Read<'_>) -> Result<BackupState, StorageError> {
    let verified =
        db.optional("SELECT started_at, name, bytes FROM backup WHERE verified = 1 ORDER BY id DESC LIMIT 1", params![], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let last =
        db.optional("SELECT started_at, failure FROM backup ORDER BY id DESC LIMIT 1", params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(BackupState { verified, last })
}

/// Moves the watermark. It never goes back: an earlier backup that was verified late says less.
pub fn set_watermark(db: &Write<'_>, watermark: &Watermark) -> Result<(), StorageError> {
    db.run(
        "INSERT INTO watermark (id, segment, made_at, digest) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET segment = excluded.segment, made_at = excluded.made_at, digest = excluded.digest
         WHERE excluded.segment >= watermark.segment",
        params![watermark.segment, watermark.made_at, watermark.digest],
    )?;
    Ok(())
}

pub fn watermark(db: &Read<'_>) -> Result<Option<Watermark>, StorageError> {
    db.optional("SELECT segment, made_at, digest FROM watermark WHERE id = 1", params![], |row| {
        Ok(Watermark { segment: row.get(0)?, made_at: row.get(1)?, digest: row.get(2)? })
    })
}
