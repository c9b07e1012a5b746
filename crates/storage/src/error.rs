//! Why the database did not answer.

/// Why storage could not answer. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the database answered with an error")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the database was written by a newer version ({found}; this program knows {known})")]
    Newer { found: i64, known: i64 },
    #[error("the file is no district database, or is damaged")]
    Damaged,
    #[error("the key does not open this database, or its first page is damaged")]
    WrongKey,
    #[error("there is no database here")]
    Missing,
    #[error("stored {what} cannot be read")]
    Unreadable { what: &'static str },
    /// A caller's mistake: the schema has no room for it yet.
    #[error("no {what} is stored yet")]
    NotStored { what: &'static str },
    #[error("a file beside the database cannot be read or written")]
    File(#[from] std::io::Error),
}

impl StorageError {
    /// Whether the same call may succeed later without a change.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.code(), "database_busy" | "disk_full" | "disk_failed")
    }

    /// Whether the disk refused it: no room, or no disk that works.
    #[must_use]
    pub fn is_of_disk(&self) -> bool {
        matches!(self.code(), "disk_full" | "disk_failed")
    }

    /// Whether it may be a full disk that the system reports in other words.
    #[must_use]
    pub fn may_be_full_disk(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, SystemIoFailure};
        matches!(self, StorageError::Sqlite(error) if matches!(error.sqlite_error_code(), Some(CannotOpen | SystemIoFailure)))
    }

    /// What a trace may say of it: codes of the database, never the values of a row.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            StorageError::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => format!("sqlite {}", error.extended_code),
            other => other.code().to_owned(),
        }
    }

    /// A stable code for messages and traces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, SystemIoFailure};
        match self {
            StorageError::Sqlite(error) => match error.sqlite_error_code() {
                Some(DatabaseBusy | DatabaseLocked) => "database_busy",
                Some(DiskFull) => "disk_full",
                Some(SystemIoFailure) => "disk_failed",
                _ => "database",
            },
            StorageError::Newer { .. } => "database_newer",
            StorageError::Damaged => "database_damaged",
            StorageError::WrongKey => "database_key",
            StorageError::File(error) if crate::files::is_none_left(error) => "disk_full",
            StorageError::File(_) => "disk_failed",
            StorageError::Missing => "database_missing",
            StorageError::Unreadable { .. } => "database_content",
            StorageError::NotStored { .. } => "database_not_stored",
        }
    }
}
