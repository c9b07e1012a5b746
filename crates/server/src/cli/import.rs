//! `daylog-server import`: good rows go in, wrong ones are listed with line and reason.

use std::{fs, io::Write};

use serde::Serialize;

use super::{
    arguments::{Format, ImportArguments},
    messages::Mend,
    open, print, print_json,
};
use crate::{
    clock::Clock,
    roster::{self, RefusedRow},
    storage::{
        StorageError,
        sqlite::{district, feed::Feed, roster as roster_tables},
    },
};

#[derive(Serialize)]
struct Report {
    encoding: &'static str,
    rows: u32,
    added: u32,
    changed: u32,
    unchanged: u32,
    refused: Vec<RefusedRow>,
}

pub(super) fn run(arguments: &ImportArguments) -> Result<(), Mend> {
    let (_, database) = open(&arguments.place)?;
    let length = fs::metadata(&arguments.roster).map_err(|error| Mend::file(&arguments.roster, &error))?.len();
    if usize::try_from(length).map_or(true, |length| length > roster::FILE_LIMIT) {
        return Err(roster::FileProblem::TooLarge { limit: roster::FILE_LIMIT }.into());
    }
    let bytes = fs::read(&arguments.roster).map_err(|error| Mend::file(&arguments.roster, &error))?;
    let (text, encoding) = roster::decode(&bytes);
    let (rows, refused) = roster::parse(&text, arguments.shift_days)?;
    let now = Clock::system().now();
    let applied = database.write(|transaction| {
        let zone = district::read(transaction)?.settings.zone;
        let mut feed = Feed::begin(transaction)?;
        let applied = roster_tables::apply(transaction, &mut feed, &rows, zone, now)?;
        feed.finish(transaction)?;
        Ok::<_, StorageError>(applied)
    })?;
    let read = applied.added + applied.changed + applied.unchanged + u32::try_from(refused.len()).unwrap_or(u32::MAX);
    let report = Report { encoding, rows: read, added: applied.added, changed: applied.changed, unchanged: applied.unchanged, refused };
    if arguments.format == Format::Json {
        return print_json(&report);
    }
    print(&format!(
        "{} rows read ({}): {} added, {} changed, {} unchanged, {} refused",
        report.rows,
        report.encoding,
        report.added,
        report.changed,
        report.unchanged,
        report.refused.len()
    ));
    let mut err = std::io::stderr().lock();
    for row in &report.refused {
        let column = row.column.map(|column| format!("{column}: ")).unwrap_or_default();
        let _written = writeln!(err, "line {}: {}{} ({})", row.line, column, row.reason, row.code);
    }
    Ok(())
}
