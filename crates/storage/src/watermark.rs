//! How much of each log a backup holds that was read back and found whole.

use daylog_domain::time::Instant;

use crate::{Read, StorageError, params};

/// How far one log is in the last verified backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfLog {
    pub sequence: u64,
    pub head: [u8; 32],
    pub backed_up: Instant,
}

/// None while no backup holds anything of this log.
pub fn of_log(db: &Read<'_>, log: &[u8; 16]) -> Result<Option<OfLog>, StorageError> {
    db.optional(
        "SELECT segment.last, segment.head, watermark.made_at
         FROM watermark JOIN log ON log.log = ?1 JOIN segment ON segment.log = log.id AND segment.id <= watermark.segment
         ORDER BY segment.last DESC LIMIT 1",
        params![log],
        |row| Ok(OfLog { sequence: row.get(0)?, head: row.get(1)?, backed_up: row.get(2)? }),
    )
}
