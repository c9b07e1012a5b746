//! Why no backup was made, or why one cannot be used, with a stable code for each.

use std::{
    io,
    path::{Path, PathBuf},
};

use daylog_district::random::NoRandomness;
use daylog_storage::StorageError;

use crate::folder::FolderProblem;

/// Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum BackupProblem {
    #[error("{} cannot be read or written", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("another backup of this district is running")]
    Running,
    #[error("what was read back is not what was written: {what}")]
    ReadBack { what: &'static str },
    #[error("this is no backup")]
    NotABackup,
    #[error("this backup was written by a newer version")]
    Newer,
    #[error("this recovery key does not open this backup")]
    WrongRecoveryKey,
    #[error("this backup was not made by the district that the kit belongs to")]
    Foreign,
    #[error("the backup is cut off or damaged in its part {chunk}")]
    Damaged { chunk: u64 },
    #[error("the backup's contents cannot be read: {what}")]
    Contents { what: &'static str },
    #[error("{} exists already", path.display())]
    Exists { path: PathBuf },
    #[error("the key cannot be encrypted")]
    Encrypt,
    #[error(transparent)]
    Folder(#[from] FolderProblem),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl BackupProblem {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        |source| BackupProblem::File { path, source }
    }

    /// A stable code for the trace, the metrics and the health page.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            BackupProblem::File { source, .. } if daylog_storage::files::is_none_left(source) => "disk_full",
            BackupProblem::File { .. } | BackupProblem::Exists { .. } => "file",
            BackupProblem::Running => "running",
            BackupProblem::ReadBack { .. } => "read_back",
            BackupProblem::NotABackup
            | BackupProblem::Newer
            | BackupProblem::WrongRecoveryKey
            | BackupProblem::Foreign
            | BackupProblem::Damaged { .. }
            | BackupProblem::Contents { .. } => "damaged",
            BackupProblem::Encrypt | BackupProblem::Random(_) => "encrypt",
            BackupProblem::Folder(_) => "folder",
            BackupProblem::Storage(error) => error.code().text(),
        }
    }
}
