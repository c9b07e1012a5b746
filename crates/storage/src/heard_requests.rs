//! Requests of a device that were answered before, so that a recording of one is told from the device itself.

use daylog_faults::{Fault, broken};

use crate::{StorageError, Write, params};

/// What tells one signed request from every other: the beginning of its signature, which is over every byte.
pub type Mark = [u8; 16];

/// Requests that are remembered of a device. What is older shows a clone token that is long superseded, unless so many
/// answers were lost in a row.
const MARKS: usize = 32;

/// Whether the very bytes of this request were answered before.
pub fn has_heard(db: &Write<'_>, device: i64, mark: Mark) -> Result<bool, StorageError> {
    Ok(!broken(Fault::RepeatedRequestCounts) && marks(db, device)?.chunks(mark.len()).any(|known| known == mark))
}

/// Remembers a request. Not to be used for one that shows an old token: old recordings would push out the newest.
pub fn hear(db: &Write<'_>, device: i64, mark: Mark) -> Result<(), StorageError> {
    let heard = marks(db, device)?;
    let oldest = (heard.len() + mark.len()).saturating_sub(MARKS * mark.len());
    let kept = [heard.get(oldest..).unwrap_or_default(), &mark].concat();
    db.run("UPDATE device SET heard = ?2 WHERE id = ?1", params![device, kept])?;
    Ok(())
}

fn marks(db: &Write<'_>, device: i64) -> Result<Vec<u8>, StorageError> {
    db.one("SELECT heard FROM device WHERE id = ?1", params![device], |row| row.get(0))
}
