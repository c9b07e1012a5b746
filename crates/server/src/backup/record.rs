//! Keeping what came of a backup: the watermark moves only with a verified one, in the same transaction.

use daylog_domain::time::Instant;

use super::Made;
use crate::storage::{
    StorageError,
    sqlite::{
        Database,
        backups::{self, Watermark},
    },
};

pub(super) fn verified(database: &Database, made: &Made) -> Result<(), StorageError> {
    database.write(|transaction| {
        backups::insert_verified(transaction, made.made_at, &made.name(), made.bytes)?;
        let watermark = Watermark { segment: made.segment, made_at: made.made_at, digest: made.digest.to_vec() };
        backups::set_watermark(transaction, &watermark)
    })
}

pub(super) fn failed(database: &Database, started: Instant, code: &str) -> Result<(), StorageError> {
    database.write(|transaction| backups::insert_failed(transaction, started, code))
}
