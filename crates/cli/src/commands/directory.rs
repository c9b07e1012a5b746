//! `directory`: takes in the district's signed list of addresses and authorities, brought as text or in a file.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{failure::Failure, output::Format, profile, words};

/// What is read of a file, in bytes: twice the longest directory. More is none, and a film named by mistake is not read whole.
const READ: u64 = 64 * 1024;

pub fn run(folder: &Path, (text, file): (Option<&str>, Option<&Path>), format: Format) -> Result<(), Failure> {
    let text = match file {
        Some(file) => beginning(file).map_err(|_| Failure::unreadable(file))?,
        None => text.unwrap_or_default().to_owned(),
    };
    profile::open(folder)?.take_directory(&text)?;
    format.print(&serde_json::json!({ "followed": true }), |_| words::FOLLOWED.to_owned())
}

fn beginning(file: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(file)?.take(READ).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
