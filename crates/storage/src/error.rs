//! Why the database did not answer.

use crate::server_error::{Refusal, ServerError};

/// Why storage could not answer. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the database answered with an error")]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error("the database was written by a newer version ({found}; this program knows {known})")]
    Newer { found: i64, known: i64 },
    #[error("the file is no district database, or is damaged")]
    Damaged,
    #[error("the key does not open this database, or its first page is damaged")]
    WrongKey,
    #[error("there is no database here")]
    Missing,
    #[error("something lies already where the database is to be made")]
    Taken,
    #[error("version {version} of the content key is not in its file")]
    ContentKeyMissing { version: u32 },
    #[error("the content key is not this district's")]
    ContentKeyForeign,
    #[error("the file of content keys is damaged")]
    ContentKeyFile,
    #[error("the system gives no random bytes")]
    NoRandomness,
    #[error("stored {what} cannot be read")]
    Unreadable { what: &'static str },
    /// A caller's mistake: the schema has no room for it yet.
    #[error("no {what} is stored yet")]
    NotStored { what: &'static str },
    /// What was asked for is done with the embedded database's file, and there is none.
    #[error("the database is no file")]
    NoFile,
    /// The district goes on in another database.
    #[error("the district was moved out of this database")]
    Moved,
    /// Nothing but the move that fills it may use it.
    #[error("a district is being moved into this database, and not all of it is here")]
    Filling,
    /// Two databases that should hold the same.
    #[error("table {table} holds something else in the copy")]
    Differs { table: &'static str },
    #[error("a file beside the database cannot be read or written")]
    File(#[from] std::io::Error),
}

impl StorageError {
    /// Whether the same call may succeed later without a change.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            StorageError::Server(error) => error.is_transient(),
            _ => self.is_of_disk() || self.code() == StorageCode::Busy,
        }
    }

    /// Whether the disk refused it: no room, or no disk that works.
    #[must_use]
    pub fn is_of_disk(&self) -> bool {
        matches!(self.code(), StorageCode::DiskFull | StorageCode::DiskFailed)
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
            StorageError::Server(error) if !error.state.is_empty() => format!("postgres {}", error.state),
            other => other.code().text().to_owned(),
        }
    }

    /// What kind of error it is, for whoever has to do something about it.
    #[must_use]
    pub fn code(&self) -> StorageCode {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, SystemIoFailure};
        match self {
            StorageError::Sqlite(error) => match error.sqlite_error_code() {
                Some(DatabaseBusy | DatabaseLocked) => StorageCode::Busy,
                Some(DiskFull) => StorageCode::DiskFull,
                Some(SystemIoFailure) => StorageCode::DiskFailed,
                _ => StorageCode::Database,
            },
            StorageError::Server(error) => of_server(error.refusal),
            StorageError::NoFile => StorageCode::NoFile,
            StorageError::Newer { .. } => StorageCode::Newer,
            StorageError::Damaged => StorageCode::Damaged,
            StorageError::WrongKey => StorageCode::Key,
            StorageError::File(error) if crate::files::is_none_left(error) => StorageCode::DiskFull,
            StorageError::File(_) => StorageCode::DiskFailed,
            StorageError::Missing => StorageCode::Missing,
            StorageError::Taken => StorageCode::Taken,
            StorageError::ContentKeyMissing { .. } | StorageError::ContentKeyForeign | StorageError::ContentKeyFile => {
                StorageCode::ContentKey
            }
            StorageError::NoRandomness => StorageCode::NoRandomness,
            StorageError::Unreadable { .. } => StorageCode::Content,
            StorageError::NotStored { .. } => StorageCode::NotStored,
            StorageError::Moved => StorageCode::Moved,
            StorageError::Filling => StorageCode::Filling,
            StorageError::Differs { .. } => StorageCode::Differs,
        }
    }
}

fn of_server(refusal: Refusal) -> StorageCode {
    match refusal {
        Refusal::Unreachable | Refusal::Lost => StorageCode::Unreachable,
        Refusal::Silent => StorageCode::Silent,
        Refusal::CommitUnknown => StorageCode::CommitUnknown,
        Refusal::Login => StorageCode::Login,
        Refusal::Certificate | Refusal::Authority => StorageCode::Certificate,
        Refusal::Missing => StorageCode::Missing,
        Refusal::Taken => StorageCode::Taken,
        Refusal::Encoding => StorageCode::Encoding,
        Refusal::ReadOnly => StorageCode::ReadOnly,
        Refusal::Full => StorageCode::DiskFull,
        Refusal::TooMany => StorageCode::TooManyConnections,
        Refusal::Pooled => StorageCode::Pooled,
        Refusal::Busy => StorageCode::Busy,
        Refusal::Constraint | Refusal::Other => StorageCode::Database,
    }
}

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageCode {
    /// Another process holds it.
    Busy,
    DiskFull,
    DiskFailed,
    Database,
    Newer,
    Damaged,
    Key,
    Missing,
    Content,
    NotStored,
    /// The server of the database does not answer, or went while it was asked.
    Unreachable,
    /// The server of the database did not answer in time.
    Silent,
    /// It is not known whether what was to be written is.
    CommitUnknown,
    ReadOnly,
    TooManyConnections,
    /// A pooler before the server keeps no sessions.
    Pooled,
    Login,
    Certificate,
    Taken,
    Encoding,
    NoFile,
    ContentKey,
    NoRandomness,
    Moved,
    Filling,
    Differs,
}

impl StorageCode {
    /// The same text in messages, traces and records of every version.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            StorageCode::Busy => "database_busy",
            StorageCode::DiskFull => "disk_full",
            StorageCode::DiskFailed => "disk_failed",
            StorageCode::Database => "database",
            StorageCode::Newer => "database_newer",
            StorageCode::Damaged => "database_damaged",
            StorageCode::Key => "database_key",
            StorageCode::Missing => "database_missing",
            StorageCode::Content => "database_content",
            StorageCode::NotStored => "database_not_stored",
            StorageCode::Unreachable => "database_unreachable",
            StorageCode::Silent => "database_silent",
            StorageCode::CommitUnknown => "database_commit_unknown",
            StorageCode::ReadOnly => "database_read_only",
            StorageCode::TooManyConnections => "database_connections",
            StorageCode::Pooled => "database_pooled",
            StorageCode::Login => "database_login",
            StorageCode::Certificate => "database_certificate",
            StorageCode::Taken => "database_taken",
            StorageCode::Encoding => "database_encoding",
            StorageCode::NoFile => "database_no_file",
            StorageCode::ContentKey => "database_content_key",
            StorageCode::NoRandomness => "no_randomness",
            StorageCode::Moved => "database_moved",
            StorageCode::Filling => "database_filling",
            StorageCode::Differs => "database_differs",
        }
    }
}
