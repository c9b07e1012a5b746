//! `directory`: takes in the district's signed list of addresses and authorities, brought as text.

use std::path::Path;

use crate::{failure::Failure, profile};

pub fn run(folder: &Path, text: &str) -> Result<(), Failure> {
    profile::open(folder)?.take_directory(text)?;
    Ok(())
}
