//! Fixtures of every version that was kept: where they lie, a district and devices on copies of them, and what they say
//! as readable text. Everything runs in this process, without programs and without a network.
//! A version that is still to come is made up here (`later`): by it too the kept files must be brought up to date.

mod device;
mod district;
pub mod dump;
pub mod later;
mod messages;

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_domain::{
    entries::{Content, note::Note},
    time::{Instant, Zone},
};

pub use device::{Device, draft, raw, unlocked};
pub use district::{District, Exchange};
pub use later::Program;
pub use messages::{sign_request, with_fewer_fields, with_more_fields, with_version};

/// The PIN of every kept profile.
pub const PIN: &str = "24682468";

/// When the day of the fixtures begins in the district: the morning of the seed's page.
pub const MORNING: &str = "2020-02-27T09:00";

/// The backup among what was locked away.
pub const BACKUP: &str = "backup.daylog";

/// The day of the fixtures.
pub const DATE: &str = "2020-02-27";

/// Milliseconds between two things that happen.
pub const STEP_MS: i64 = 60_000;

#[must_use]
pub fn morning() -> Instant {
    Zone::SHANGHAI.parse(MORNING).unwrap()
}

/// The folder of each kept version, oldest first.
#[must_use]
pub fn all() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut versions: Vec<_> = entries.filter(|path| path.is_dir() && name(path).starts_with("version-")).collect();
    versions.sort_by_key(|path| name(path)["version-".len()..].parse::<u32>().unwrap());
    versions
}

/// The last part of a path.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Copies a folder of files.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// Every file of a folder with its bytes, by name.
#[must_use]
pub fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).map(|path| (name(&path), fs::read(&path).unwrap())).collect();
    files.sort();
    files
}

/// Free words, as an entry's content.
#[must_use]
pub fn note(text: &str) -> Content {
    Content::Note(Note { text: text.to_owned() })
}
