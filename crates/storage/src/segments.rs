//! Kept segments with whose they are, in the order in which they were kept: for rebuilding and verifying. One at a time in memory.

use daylog_domain::{ids::LogId, time::Instant};
use daylog_wire::chain::Nonce;

use crate::{Read, Row, StorageError, content::Column};

/// A segment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSegment {
    pub id: i64,
    /// The row of its log, and the log's identity.
    pub log: i64,
    pub log_id: LogId,
    pub nonce: Nonce,
    pub cadre: i64,
    pub public_key: [u8; 32],
    /// The first number that was new.
    pub first: u64,
    pub last: u64,
    pub first_feed: i64,
    pub received: Instant,
    pub signature: Vec<u8>,
    /// Empty where they are damaged.
    pub bytes: Vec<u8>,
    /// Its number among the leaves of the Merkle log, and the log's head after it.
    pub leaf: u64,
    pub head: Vec<u8>,
}

/// Calls `look` with every segment.
pub fn each<E: From<StorageError>>(db: &Read<'_>, mut look: impl FnMut(KeptSegment) -> Result<(), E>) -> Result<(), E> {
    db.each(
        "SELECT segment.id, segment.log, log.log, log.nonce, device.cadre, device.public_key, segment.first, segment.last,
           segment.first_feed, segment.received_at, segment.signature, segment.bytes, segment.leaf, segment.head
         FROM segment JOIN log ON log.id = segment.log JOIN device ON device.id = log.device ORDER BY segment.id",
        &[],
        |row| look(kept(row)?),
    )
}

fn kept(row: &Row<'_>) -> Result<KeptSegment, StorageError> {
    let place = [row.get(1)?, row.get(6)?];
    Ok(KeptSegment {
        id: row.get(0)?,
        log: row.get(1)?,
        log_id: LogId(row.get(2)?),
        nonce: Nonce(row.get(3)?),
        cadre: row.get(4)?,
        public_key: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        first_feed: row.get(8)?,
        received: row.get(9)?,
        signature: row.get(10)?,
        bytes: row.content_if_sound(Column::SegmentBytes, &place, 11)?.unwrap_or_default(),
        leaf: row.get(12)?,
        head: row.get(13)?,
    })
}
