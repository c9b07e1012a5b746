//! What is said where a disk has no room.

use std::{io, path::Path};

use daylog_backup::room;
use daylog_storage::{StorageCode, StorageError, files};

use super::CommandError;
use crate::cli::about;

/// A disk with less than this is full for whoever asks: SQLite then fails in ways of which some do not say so.
const NEXT_TO_NOTHING: u64 = 1024 * 1024;

impl CommandError {
    /// There was no room for something that was to lie at `path`.
    pub fn no_room(what: &str, path: Option<&Path>, then: &str) -> Self {
        let path = path.or(about::data());
        let folder = path.and_then(|path| path.ancestors().find(|folder| folder.exists()));
        let free = folder.and_then(room::free).map(|free| format!(" ({free} bytes are free)")).unwrap_or_default();
        let why = match path {
            Some(path) => format!("the disk that holds {} is full{free}, or a quota or limit is reached", path.display()),
            None => "the disk is full, or a quota or limit is reached".to_owned(),
        };
        CommandError::new(what, why, then)
    }

    /// The same, where nothing but room is needed.
    pub fn no_room_here(what: &str, path: Option<&Path>) -> Self {
        let then = "Free room on that disk and run the command again. Nothing was changed; a running server goes on by itself as soon \
                    as there is room, and devices keep what they have until then.";
        Self::no_room(what, path, then)
    }
}

/// Whether it comes of a full disk, said or not.
pub(super) fn is_out(error: &StorageError) -> bool {
    error.code() == StorageCode::DiskFull || (error.may_be_full_disk() && is_full_here())
}

/// Whether it comes of a full disk at `path`.
pub(super) fn is_out_at(error: &io::Error) -> bool {
    files::is_none_left(error)
}

fn is_full_here() -> bool {
    about::data().is_some_and(|folder| room::free(folder).is_some_and(|free| free < NEXT_TO_NOTHING) || files::has_none(folder))
}
