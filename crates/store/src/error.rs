//! What can go wrong with the device's file, and whether trying again can help. Carries no personal data.

use std::path::PathBuf;

use daylog_domain::{entry::BadContent, ids::EntryId};
use rusqlite::ErrorCode;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the file was written by a newer program (version {found}, this one knows {known}); nothing was changed")]
    Newer { found: i64, known: i64 },
    #[error("the file is damaged; it was kept as {kept:?}")]
    Damaged { kept: PathBuf },
    #[error("a page of the file is damaged")]
    DamagedPage,
    #[error("the disk is full; nothing of this was saved")]
    DiskFull,
    #[error("another program is using the file")]
    Busy,
    #[error("the key file is missing or unreadable")]
    KeyLost,
    #[error("the keyring does not give its part of the key")]
    KeyringLost,
    #[error("wrong PIN")]
    WrongPin,
    #[error("no further PIN is looked at for {wait_ms} ms")]
    SlowDown { wait_ms: u64 },
    #[error("a PIN has {least} digits or more")]
    ShortPin { least: u8 },
    #[error("there is a profile here already")]
    Exists,
    #[error("the system gives no random bytes")]
    NoRandomness,
    #[error("the device is not enrolled")]
    NotEnrolled,
    #[error("the district has no copy of this device's key, or none was asked for")]
    NoRecovery,
    #[error(transparent)]
    Recovery(#[from] daylog_wire::recovery::BadRecovery),
    #[error("the district has not told its envelope key yet")]
    NoEnvelopeKey,
    #[error("nothing could be sealed")]
    Envelope(#[from] daylog_wire::envelope::BadEnvelope),
    #[error("no entry {0}")]
    UnknownEntry(EntryId),
    #[error(transparent)]
    Content(#[from] BadContent),
    #[error("the entry is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("what the server sent cannot be read: {0}")]
    Unreadable(#[from] daylog_wire::Unreadable),
    #[error("stored JSON cannot be read")]
    Json(#[from] serde_json::Error),
    #[error("a file operation failed")]
    File(#[source] std::io::Error),
    #[error("the database refused")]
    Database(#[source] rusqlite::Error),
}

impl StoreError {
    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            StoreError::DiskFull | StoreError::Busy | StoreError::NoRandomness | StoreError::SlowDown { .. } | StoreError::KeyringLost
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::DamagedPage,
            _ => StoreError::Database(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
            _ => StoreError::File(error),
        }
    }
}
