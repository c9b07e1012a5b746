//! `status`: what waits, the last sync, the clock, the log.

use std::path::Path;

use crate::{failure::Failure, output::Format, profile, rows::StatusRow, words};

pub fn run(folder: &Path, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    format.print(&StatusRow::from(app.device()?), words::status)
}
