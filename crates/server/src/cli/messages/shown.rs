//! What is said when what a command has to show or to write down could not be.

use std::path::Path;

use super::{CommandError, command};

impl CommandError {
    pub fn kit_exists(path: &Path) -> Self {
        CommandError::new(
            "No district was made.",
            format!("{} exists already, and a kit is never written over another file", path.display()),
            "Name a file that does not exist yet.",
        )
    }

    pub fn kit_not_written(path: &Path, error: &std::io::Error) -> Self {
        CommandError::new(
            "No district was made: its recovery kit could not be written to the file.",
            format!("{}: {error}", path.display()),
            "Name a new file in a folder that is there, that you may write and that has room.",
        )
    }

    pub fn kit_not_shown(error: &std::io::Error) -> Self {
        CommandError::new(
            "No district was made: its recovery kit could not be shown.",
            error.to_string(),
            "Run it again where its output can be read, or name a file for the kit with --kit.",
        )
    }

    pub fn not_shown() -> Self {
        CommandError::new(
            "It was done, and what it says could not be shown.",
            "standard output cannot be written; its disk may be full",
            format!(
                "Run it again where its output can be read; a password that nobody saw is replaced with {}.",
                command("user reset NAME")
            ),
        )
    }

    pub fn directory_not_written(path: &Path, error: &std::io::Error) -> Self {
        let why = match error.kind() {
            std::io::ErrorKind::AlreadyExists => format!("{} exists already, and is never written over", path.display()),
            _ => format!("{}: {error}", path.display()),
        };
        let then = "Name a new file in a folder that is there, that you may write and that has room.";
        CommandError::new("The directory was not written.", why, then)
    }
}
