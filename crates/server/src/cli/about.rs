//! Which district the running command is about, so that what is said names the whole next command and the disk in question.
//! One process runs one command.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::arguments::DataFolder;

struct About {
    data: PathBuf,
    written: String,
}

static ABOUT: OnceLock<About> = OnceLock::new();

/// The command is about this district.
pub(super) fn set(folder: &DataFolder) {
    // A second word about the same command changes nothing.
    let _set = ABOUT.set(About { data: folder.data.clone(), written: folder.written() });
}

/// The folder in question, if the command is about one.
pub(super) fn data() -> Option<&'static Path> {
    ABOUT.get().map(|about| about.data.as_path())
}

/// A command as it can be copied: with the program and the folder that it is about.
pub(super) fn command(words: &str) -> String {
    let folder = ABOUT.get().map(|about| format!(" {}", about.written)).unwrap_or_default();
    format!("`daylog-server {words}{folder}`")
}
