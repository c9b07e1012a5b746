//! What is said where the district's folder cannot be used.

use std::io;

use daylog_backup::folder::{FOLDER, FolderProblem, is_identity};

use super::{CommandError, room};

impl From<FolderProblem> for CommandError {
    fn from(problem: FolderProblem) -> Self {
        let what = "The district's folder could not be used.";
        match problem {
            FolderProblem::Address(problem) => problem.into(),
            FolderProblem::Storage(error) => error.into(),
            FolderProblem::Certificate(problem) => problem.into(),
            FolderProblem::Random(problem) => problem.into(),
            FolderProblem::Exists => CommandError::new(what, problem.to_string(), "Name a folder that does not exist yet."),
            FolderProblem::Missing => CommandError::new(what, problem.to_string(), "Name the folder that `daylog-server init` made."),
            FolderProblem::DatabaseMissing => CommandError::new(
                what,
                problem.to_string(),
                "Put server.db back with its two companions from where they went. Without them restore the latest backup with the \
                 recovery kit into a new folder, with `daylog-server restore`. Nothing was changed.",
            ),
            FolderProblem::File { ref source, .. } if room::is_out_at(source) => CommandError::no_room_here(what, None),
            FolderProblem::File { file, source } if source.kind() == io::ErrorKind::NotFound && is_identity(file) => CommandError::new(
                what,
                format!("{file} is missing"),
                "Put the file back from where it went. Without it restore the latest backup with the recovery kit into a new folder, with \
                 `daylog-server restore`: it holds this file too. Nothing was changed.",
            ),
            FolderProblem::File { file: FOLDER, source } if source.kind() == io::ErrorKind::NotFound => CommandError::new(
                what,
                "the folder that it is to stand in is not there",
                "Make that one first, or name another place. Nothing was made.",
            ),
            FolderProblem::File { file, source } if source.kind() == io::ErrorKind::PermissionDenied => CommandError::new(
                what,
                format!("{file}: {source}"),
                "It is somebody else's: run the command as the user that it belongs to, as with `sudo -u daylog`, or for a new district as \
                 one who may write there. Nothing was changed.",
            ),
            FolderProblem::File { file, source } => CommandError::new(
                what,
                format!("{file}: {source}"),
                "Check that you may read and write the folder and that the disk is not full.",
            ),
            FolderProblem::KeyMissing { .. } | FolderProblem::KeyForm { .. } => CommandError::new(
                what,
                problem.to_string(),
                "Put the key in its place or name it with --key-file. If it is lost, restore the latest backup with the recovery kit.",
            ),
            FolderProblem::KeyFile { path, source } => CommandError::new(
                what,
                format!("{}: {source}", path.display()),
                "Check that it can be read, and for a new district that it does not exist yet.",
            ),
            FolderProblem::Damaged { .. } => CommandError::new(
                what,
                problem.to_string(),
                "Restore the latest backup with the recovery kit into a new folder: it holds this file too. Nothing was changed.",
            ),
        }
    }
}
