//! `today`: what is due, by time.

use std::path::Path;

use daylog_domain::time::Date;

use crate::{failure::Failure, output::Format, profile, words};

pub fn run(folder: &Path, date: Option<Date>, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    profile::say_doubts(&app);
    format.print(&app.today(date)?, |rows| words::today(rows))
}
