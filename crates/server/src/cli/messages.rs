//! What is said of each thing that is to be fixed. The server's only sentences.

mod account;
mod backup;
pub(super) mod clock;
mod database;
mod error;
mod folder;
mod moving;
mod purge;
pub(super) mod remarks;
mod room;
mod roster;
mod shown;
mod summary;
mod verify;

use std::{io, path::Path};

pub use error::CommandError;
use summary::shown_list;
pub use summary::{summary, where_it_is};

use daylog_domain::text::shown;
use daylog_wire::{recovery::BadRecovery, rescue::BadRescue};

use super::about::command;
use crate::occupied::Taken;
use daylog_backup::{certificates::CertificateProblem, kit::KitProblem};
use daylog_district::{deliveries::TakeProblem, random::NoRandomness};
use daylog_storage::StorageError;

impl CommandError {
    pub fn folder_exists(path: &Path) -> Self {
        CommandError::new(
            "No district was made.",
            format!("{} exists already", path.display()),
            "Name a folder that does not exist yet, or serve the district that is there.",
        )
    }

    pub fn no_device(device: u32) -> Self {
        CommandError::new(
            "Nothing was changed.",
            format!("there is no device {device}"),
            format!("Look for its number with {}.", command("device list")),
        )
    }

    pub fn not_taken(pieces: u64) -> Self {
        CommandError::new(
            "Not everything in the file was taken in.",
            format!("{pieces} pieces were not taken"),
            "Keep the file: its pieces are encrypted to another district, damaged, or follow from some that did not come yet. Hand it in again when those are there.",
        )
    }

    pub fn file(path: &Path, error: &io::Error) -> Self {
        CommandError::new(
            format!("{} could not be read.", path.display()),
            error.to_string(),
            "Check its name, and that you may read it. Nothing was changed.",
        )
    }

    pub fn nobody(name: &str) -> Self {
        CommandError::new(
            "Nothing was done.",
            format!("no cadre is called {}", shown(name)),
            "Check the name, or import the roster that names this cadre first.",
        )
    }

    pub fn several(name: &str, candidates: &[String]) -> Self {
        CommandError::new(
            "The name fits more than one.",
            format!("{} may be:\n    {}", shown(name), shown_list(candidates)),
            "Write one of them as it stands here.",
        )
    }

    pub fn occupied(data: &Path, taken: &Taken) -> Self {
        CommandError::new(
            format!("Another server serves {} already.", data.display()),
            taken.to_string(),
            "Stop that one first, or let it serve: a database in a folder has one server. Nothing was changed.",
        )
    }

    pub fn cannot_listen(address: std::net::SocketAddr, error: &io::Error) -> Self {
        let then = match error.kind() {
            io::ErrorKind::AddrNotAvailable => {
                "Name with --listen an address that this machine has itself, or 0.0.0.0 with the port for all of them."
            }
            io::ErrorKind::PermissionDenied => "Ports below 1024 are the system's: choose another with --listen, such as 8470.",
            _ => "Stop what uses this port, or choose another with --listen.",
        };
        CommandError::new(format!("The server cannot listen on {address}."), error.to_string(), then)
    }
}

impl From<StorageError> for CommandError {
    fn from(error: StorageError) -> Self {
        (&error).into()
    }
}

impl From<&StorageError> for CommandError {
    fn from(error: &StorageError) -> Self {
        let what = "The district's database could not be used.";
        if room::is_out(error) {
            return CommandError::no_room_here(what, None);
        }
        match error {
            StorageError::Newer { .. } => CommandError::new(what, error.to_string(), "Install the newer program. Nothing was written."),
            StorageError::Server(error) => error.into(),
            StorageError::NoFile => CommandError::new(
                "This works on the embedded database only.",
                error.to_string(),
                "This district's database is on a PostgreSQL server: have it saved and put back there, with its own tools. Nothing was changed.",
            ),
            StorageError::Damaged => CommandError::new(
                what,
                error.to_string(),
                "Keep the file as it is, and restore the latest backup with the recovery kit into a new folder.",
            ),
            StorageError::WrongKey => CommandError::new(
                what,
                error.to_string(),
                "Name the key that belongs to this folder with --key-file. If it is lost or the file is damaged, restore the latest \
                 backup with the recovery kit. Nothing was changed.",
            ),
            StorageError::File(source) => {
                CommandError::new(what, source.to_string(), "Check the folder and that the disk has room. The database is as it was.")
            }
            StorageError::Missing => CommandError::new(
                what,
                error.to_string(),
                "Name the folder that `daylog-server init` made; where server.db was lost, `daylog-server restore` makes a folder from a backup and the kit.",
            ),
            StorageError::Taken => CommandError::new(
                what,
                error.to_string(),
                "Name a folder without a server.db, or put that file elsewhere. What lies there was not touched.",
            ),
            StorageError::Sqlite(source) if error.is_transient() => CommandError::new(
                what,
                format!("{}: {source}", error.code().text()),
                "Try again when no other process holds the file and its disk works. Nothing was changed.",
            ),
            StorageError::Sqlite(source) => {
                CommandError::new(what, format!("{}: {source}", error.code().text()), "Report this. Nothing was changed.")
            }
            StorageError::ContentKeyMissing { .. } | StorageError::ContentKeyForeign | StorageError::ContentKeyFile => CommandError::new(
                what,
                error.to_string(),
                "Put content.key of this district back into its folder, as it was after the last purge. Nothing was changed.",
            ),
            StorageError::Moved => CommandError::new(
                what,
                error.to_string(),
                "Name the folder or the database that it was moved to: it goes on there, and nobody may go on with two. Nothing was changed.",
            ),
            StorageError::Filling => CommandError::new(
                what,
                error.to_string(),
                "Run the same `daylog-server move` again: it goes on where it stopped. Until it is done the district is where it was.",
            ),
            StorageError::Unreadable { .. }
            | StorageError::NotStored { .. }
            | StorageError::NoRandomness
            | StorageError::Differs { .. } => CommandError::new(what, error.to_string(), "Report this. Nothing was changed."),
        }
    }
}

impl From<KitProblem> for CommandError {
    fn from(problem: KitProblem) -> Self {
        let then = match &problem {
            KitProblem::Lines(_) => "Compare these lines with the printed page, character by character.",
            KitProblem::Version { .. } => "Use a program of the version that printed the kit, or a newer one.",
            KitProblem::NotAKit | KitProblem::Key => "Name the file that holds the kit that `daylog-server init` gave.",
        };
        CommandError::new("The recovery kit could not be used.", problem.to_string(), then)
    }
}

impl From<TakeProblem> for CommandError {
    fn from(problem: TakeProblem) -> Self {
        match problem {
            TakeProblem::Rescue(bad) => {
                let then = match bad {
                    BadRescue::Newer(_) => "Install the newer program and take the file in again.",
                    BadRescue::NotOne | BadRescue::TooLarge { .. } => "Name the file that the device made, as it came.",
                    BadRescue::Damaged => "Keep this file, and have the device make and send it once more.",
                };
                CommandError::new("The file was not taken in.", bad.to_string(), then)
            }
            TakeProblem::Storage(error) => error.as_ref().into(),
        }
    }
}

impl From<BadRecovery> for CommandError {
    fn from(bad: BadRecovery) -> Self {
        let then = match bad {
            BadRecovery::Unreadable => "Copy the whole text from the device's screen, from `daylog-recovery:` to its end.",
            BadRecovery::Newer => "Use a program of the device's version.",
            BadRecovery::Foreign => "Use the recovery kit of the district that enrolled this device.",
        };
        CommandError::new("The request could not be answered.", bad.to_string(), then)
    }
}

impl From<CertificateProblem> for CommandError {
    fn from(problem: CertificateProblem) -> Self {
        CommandError::new(
            "A certificate could not be made.",
            std::error::Error::source(&problem).map_or_else(|| problem.to_string(), ToString::to_string),
            "Check the addresses: host names or IP addresses with a port.",
        )
    }
}

impl From<NoRandomness> for CommandError {
    fn from(problem: NoRandomness) -> Self {
        CommandError::new("No secret could be made.", problem.to_string(), "Check the system; nothing was changed.")
    }
}
