//! `directory`: takes in the district's signed list of addresses and authorities, brought as text.

use std::path::Path;

use crate::{failure::Failure, output::Format, profile, words};

pub fn run(folder: &Path, text: &str, format: Format) -> Result<(), Failure> {
    profile::open(folder)?.take_directory(text)?;
    format.print(&serde_json::json!({ "followed": true }), |_| words::FOLLOWED.to_owned())
}
