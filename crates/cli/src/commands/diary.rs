//! `diary`: the entries of a day, by the time that they claim.

use std::path::Path;

use daylog_domain::time::Date;

use crate::{failure::Failure, output::Format, profile, rows::Rows, words};

pub fn run(folder: &Path, date: Option<Date>, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    let view = app.diary(date)?;
    let rows = Rows::new(&app)?;
    let lines: Vec<_> = view.lines.into_iter().map(|line| rows.row(line)).collect();
    format.print(&lines, |lines| words::diary(view.date, lines))
}
