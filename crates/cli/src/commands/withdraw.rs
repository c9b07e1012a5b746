//! `withdraw`: marks an own entry as made in error.

use std::path::Path;

use daylog_domain::ids::EntryId;

use crate::{failure::Failure, output::Format, profile, rows::Rows, words};

pub fn run(folder: &Path, entry: EntryId, reason: &str, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    let line = app.withdraw(entry, reason)?;
    app.flush();
    let today = app.device()?.today;
    format.print(&Rows::new(&app)?.row(line), |row| words::line_with_day(row, today))
}
