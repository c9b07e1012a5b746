//! Keeping what came of a backup: the watermark moves only with a verified one, in the same transaction.

use daylog_domain::time::Instant;
use daylog_storage::{
    Database, StorageError,
    backups::{self, Watermark},
};

use super::Made;

pub(super) fn verified(database: &Database, made: &Made) -> Result<(), StorageError> {
    database.write(|db| {
        backups::insert_verified(db, made.made_at, &made.name(), made.bytes)?;
        let watermark = Watermark { segment: made.segment, made_at: made.made_at, digest: made.digest.to_vec() };
        backups::set_watermark(db, &watermark)
    })
}

pub(super) fn failed(database: &Database, started: Instant, code: &str) -> Result<(), StorageError> {
    database.write(|db| backups::insert_failed(db, started, code))
}
