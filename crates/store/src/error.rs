//! What can go wrong with the device's file, and whether trying again can help. Carries no personal data.

use std::{io::ErrorKind, path::PathBuf};

use daylog_domain::{entries::BadContent, ids::EntryId};
use rusqlite::{ErrorCode, ffi};

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
    #[error("the disk takes no write: it is protected, the person's share of it is used up, or it fails; what was being saved may not be")]
    Unwritable,
    #[error("the disk could not be read")]
    UnreadableDisk,
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
    #[error("nothing could be encrypted")]
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
    /// Whether the database or what belongs to it could not be opened or made: a matter of the folder it lies in.
    #[must_use]
    pub fn is_of_folder(&self) -> bool {
        matches!(self, StoreError::Database(error) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen))
    }

    /// Whether the disk takes no more, for whatever reason. What is on it can still be read. Where no file can be made,
    /// neither the write-ahead log nor its index can.
    pub(crate) fn is_of_room(&self) -> bool {
        matches!(self, StoreError::DiskFull | StoreError::Unwritable) || self.is_of_folder()
    }

    /// The same in a word that a person can do something about.
    pub(crate) fn as_room(&self) -> StoreError {
        if matches!(self, StoreError::DiskFull) { StoreError::DiskFull } else { StoreError::Unwritable }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            StoreError::DiskFull
                | StoreError::Unwritable
                | StoreError::UnreadableDisk
                | StoreError::Busy
                | StoreError::NoRandomness
                | StoreError::SlowDown { .. }
                | StoreError::KeyringLost
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::DamagedPage,
            Some(ErrorCode::ReadOnly) => StoreError::Unwritable,
            // No room for the index of the write-ahead log.
            _ if extended(&error) == Some(ffi::SQLITE_IOERR_SHMSIZE) => StoreError::DiskFull,
            Some(ErrorCode::SystemIoFailure) if is_of_reading(&error) => StoreError::UnreadableDisk,
            Some(ErrorCode::SystemIoFailure) => StoreError::Unwritable,
            _ => StoreError::Database(error),
        }
    }
}

fn extended(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

/// SQLite knows one reason not to write, a full disk; a quota, a limit and a disk that fails are errors of writing to it.
fn is_of_reading(error: &rusqlite::Error) -> bool {
    matches!(
        extended(error),
        Some(
            ffi::SQLITE_IOERR
                | ffi::SQLITE_IOERR_READ
                | ffi::SQLITE_IOERR_SHORT_READ
                | ffi::SQLITE_IOERR_FSTAT
                | ffi::SQLITE_IOERR_ACCESS
                | ffi::SQLITE_IOERR_LOCK
                | ffi::SQLITE_IOERR_RDLOCK
                | ffi::SQLITE_IOERR_CHECKRESERVEDLOCK
                | ffi::SQLITE_IOERR_NOMEM
                | ffi::SQLITE_IOERR_SEEK
                | ffi::SQLITE_IOERR_CORRUPTFS
        )
    )
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::FileTooLarge => StoreError::Unwritable,
            _ => StoreError::File(error),
        }
    }
}
