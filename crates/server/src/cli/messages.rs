//! What the commands say when something is to be mended: what happened, why, and what to do. The server's only sentences.

mod account;
pub(super) mod clock;
mod purge;
mod roster;
mod shown;
mod summary;
mod verify;

use std::{fmt, path::Path};
use summary::shown_list;
pub use summary::summary;

use daylog_domain::text::shown;
use daylog_wire::{recovery::BadRecovery, rescue::BadRescue};

use crate::{
    backup::BackupProblem, certificates::CertificateProblem, deliveries::TakeProblem, folder::FolderProblem, kit::KitProblem,
    random::NoRandomness, storage::StorageError,
};

/// Something that the user can mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    what: String,
    why: String,
    then: String,
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  why: {}\n  what to do: {}", self.what, self.why, self.then)
    }
}

impl Mend {
    pub fn new(what: impl Into<String>, why: impl Into<String>, then: impl Into<String>) -> Self {
        Mend { what: what.into(), why: why.into(), then: then.into() }
    }

    /// With something more to do.
    pub fn and(self, then: &str) -> Self {
        Mend { then: format!("{} {then}", self.then), ..self }
    }

    pub fn internal(code: &str) -> Self {
        Mend::new("The command could not finish.", format!("internal: {code}"), "Report this code; nothing was changed.")
    }

    pub fn folder_exists(path: &Path) -> Self {
        Mend::new(
            "No district was made.",
            format!("{} exists already", path.display()),
            "Name a folder that does not exist yet, or serve the district that is there.",
        )
    }

    pub fn no_device(device: u32) -> Self {
        Mend::new("Nothing was changed.", format!("there is no device {device}"), "Look for its number with `device list`.")
    }

    pub fn not_taken(pieces: u64) -> Self {
        Mend::new(
            "Not everything in the file was taken in.",
            format!("{pieces} pieces were not taken"),
            "Keep the file: its pieces are sealed to another district, damaged, or follow from some that did not come yet. Hand it in again when those are there.",
        )
    }

    pub fn file(path: &Path, error: &std::io::Error) -> Self {
        Mend::new(
            format!("{} could not be read.", path.display()),
            error.to_string(),
            "Check its name, and that you may read it. Nothing was changed.",
        )
    }

    pub fn nobody(name: &str) -> Self {
        Mend::new(
            "Nothing was done.",
            format!("no cadre is called {}", shown(name)),
            "Check the name, or import the roster that names this cadre first.",
        )
    }

    pub fn several(name: &str, candidates: &[String]) -> Self {
        Mend::new(
            "The name fits more than one.",
            format!("{} may be:\n    {}", shown(name), shown_list(candidates)),
            "Write one of them as it stands here.",
        )
    }

    pub fn cannot_listen(address: std::net::SocketAddr, error: &std::io::Error) -> Self {
        Mend::new(
            format!("The server cannot listen on {address}."),
            error.to_string(),
            "Stop what uses this port, or choose another with --listen.",
        )
    }
}

impl From<StorageError> for Mend {
    fn from(error: StorageError) -> Self {
        let what = "The district's database could not be used.";
        match &error {
            StorageError::Newer { .. } => Mend::new(what, error.to_string(), "Install the newer program. Nothing was written."),
            StorageError::Damaged => Mend::new(
                what,
                error.to_string(),
                "Keep the file as it is, and restore the latest backup with the recovery kit into a new folder.",
            ),
            StorageError::WrongKey => Mend::new(
                what,
                error.to_string(),
                "Name the key that belongs to this folder with --key-file. If it is lost or the file is damaged, restore the latest \
                 backup with the recovery kit. Nothing was changed.",
            ),
            StorageError::File(source) => {
                Mend::new(what, source.to_string(), "Check the folder and that the disk has room. The database is as it was.")
            }
            StorageError::Missing => Mend::new(
                what,
                error.to_string(),
                "Name the folder that `daylog-server init` made; where server.db was lost, `daylog-server restore` makes a folder from a backup and the kit.",
            ),
            StorageError::Sqlite(source) if error.is_transient() => Mend::new(
                what,
                format!("{}: {source}", error.code()),
                "Try again when the disk has room and no other process holds the file. Nothing was changed.",
            ),
            StorageError::Sqlite(source) => Mend::new(what, format!("{}: {source}", error.code()), "Report this. Nothing was changed."),
            StorageError::Unreadable { .. } => Mend::new(what, error.to_string(), "Report this. Nothing was changed."),
        }
    }
}

impl From<FolderProblem> for Mend {
    fn from(problem: FolderProblem) -> Self {
        let what = "The district's folder could not be used.";
        match problem {
            FolderProblem::Storage(error) => error.into(),
            FolderProblem::Certificate(problem) => problem.into(),
            FolderProblem::Random(problem) => problem.into(),
            FolderProblem::Exists => Mend::new(what, problem.to_string(), "Name a folder that does not exist yet."),
            FolderProblem::Missing => Mend::new(what, problem.to_string(), "Name the folder that `daylog-server init` made."),
            FolderProblem::File { file, source } => {
                Mend::new(what, format!("{file}: {source}"), "Check that you may read and write the folder and that the disk is not full.")
            }
            FolderProblem::KeyMissing { .. } | FolderProblem::KeyForm { .. } => Mend::new(
                what,
                problem.to_string(),
                "Put the key in its place or name it with --key-file. If it is lost, restore the latest backup with the recovery kit.",
            ),
            FolderProblem::KeyFile { path, source } => Mend::new(
                what,
                format!("{}: {source}", path.display()),
                "Check that it can be read, and for a new district that it does not exist yet.",
            ),
            FolderProblem::Damaged { .. } => Mend::new(
                what,
                problem.to_string(),
                "Restore the latest backup with the recovery kit into a new folder: it holds this file too. Nothing was changed.",
            ),
        }
    }
}

impl From<BackupProblem> for Mend {
    fn from(problem: BackupProblem) -> Self {
        Mend::backup("The backup did not succeed.", problem)
    }
}

impl Mend {
    pub fn restore(problem: BackupProblem) -> Self {
        Mend::backup("Nothing was restored.", problem)
    }

    fn backup(what: &str, problem: BackupProblem) -> Self {
        let why = match &problem {
            BackupProblem::File { source, .. } => format!("{problem}: {source}"),
            other => other.to_string(),
        };
        let then = match problem {
            BackupProblem::Folder(problem) => return problem.into(),
            BackupProblem::Storage(error) => return error.into(),
            BackupProblem::Random(problem) => return problem.into(),
            BackupProblem::File { .. } => {
                "Check the names, that you may read and write there, and that the disks have room. Earlier backups are untouched."
            }
            BackupProblem::Exists { .. } => "Name a folder that does not exist yet.",
            BackupProblem::Running => "Wait until it is done.",
            BackupProblem::ReadBack { .. } => {
                "Check the disk that the backup is on; it is not to be trusted. Earlier backups are untouched."
            }
            BackupProblem::NotABackup => "Name a file that `daylog-server backup` made.",
            BackupProblem::Newer => "Use the program that made the backup, or a newer one.",
            BackupProblem::WrongRecoveryKey | BackupProblem::Foreign => "Take the kit and the backup of the same district.",
            BackupProblem::Damaged { .. } | BackupProblem::Contents { .. } => "Take another copy of it, or an earlier backup.",
            BackupProblem::Seal => "Report this. Nothing was changed.",
        };
        Mend::new(what, why, then)
    }
}

impl From<KitProblem> for Mend {
    fn from(problem: KitProblem) -> Self {
        let then = match &problem {
            KitProblem::Lines(_) => "Compare these lines with the printed page, character by character.",
            KitProblem::Version { .. } => "Use a program of the version that printed the kit, or a newer one.",
            KitProblem::NotAKit | KitProblem::Key => "Name the file that holds the kit that `daylog-server init` gave.",
        };
        Mend::new("The recovery kit could not be used.", problem.to_string(), then)
    }
}

impl From<TakeProblem> for Mend {
    fn from(problem: TakeProblem) -> Self {
        match problem {
            TakeProblem::Rescue(bad) => {
                let then = match bad {
                    BadRescue::Newer(_) => "Install the newer program and take the file in again.",
                    BadRescue::NotOne | BadRescue::TooLarge { .. } => "Name the file that the device made, as it came.",
                    BadRescue::Damaged => "Keep this file, and have the device make and send it once more.",
                };
                Mend::new("The file was not taken in.", bad.to_string(), then)
            }
            TakeProblem::Storage(error) => error.into(),
        }
    }
}

impl From<BadRecovery> for Mend {
    fn from(bad: BadRecovery) -> Self {
        let then = match bad {
            BadRecovery::Unreadable => "Copy the whole text from the device's screen, from `daylog-recovery:` to its end.",
            BadRecovery::Newer => "Use a program of the device's version.",
            BadRecovery::Foreign => "Use the recovery kit of the district that enrolled this device.",
        };
        Mend::new("The request could not be answered.", bad.to_string(), then)
    }
}

impl From<CertificateProblem> for Mend {
    fn from(problem: CertificateProblem) -> Self {
        Mend::new(
            "A certificate could not be made.",
            std::error::Error::source(&problem).map_or_else(|| problem.to_string(), ToString::to_string),
            "Check the addresses: host names or IP addresses with a port.",
        )
    }
}

impl From<NoRandomness> for Mend {
    fn from(problem: NoRandomness) -> Self {
        Mend::new("No secret could be made.", problem.to_string(), "Check the system; nothing was changed.")
    }
}
