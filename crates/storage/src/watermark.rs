//! How much of each log a backup holds that was read back and found whole.

use daylog_domain::time::Instant;
use rusqlite::{OptionalExtension, params};

use crate::{Read, StorageError, bytes, number};

/// How far one log is in the last verified backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfLog {
    pub sequence: u64,
    pub head: [u8; 32],
    pub backed_up: Instant,
}

/// None while no backup holds anything of this log.
pub fn of_log(db: &Read<'_>, log: &[u8; 16]) -> Result<Option<OfLog>, StorageError> {
    let found: Option<(i64, Vec<u8>, i64)> = db
        .prepare_cached(
            "SELECT segment.last, segment.head, watermark.made_at
             FROM watermark JOIN log ON log.log = ?1 JOIN segment ON segment.log = log.id AND segment.id <= watermark.segment
             ORDER BY segment.last DESC LIMIT 1",
        )?
        .query_row(params![log], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(sequence, head, made_at)| Ok(OfLog { sequence: number(sequence)?, head: bytes(&head)?, backed_up: Instant(made_at) }))
        .transpose()
}
