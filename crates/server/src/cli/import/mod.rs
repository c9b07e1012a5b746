//! `daylog-server import`: reads the file, has it taken in, and tells what became of it.

mod report;

use std::{fs, io::Write, path::Path};

use daylog_district::roster::{self, FILE_LIMIT, FileProblem, ImportProblem, Options};
use daylog_domain::{change::Source, roster::Taking};
use daylog_storage::changes::Author;

use self::report::Report;
use super::{
    arguments::{Format, ImportArguments},
    messages::CommandError,
    open::open,
    output::print_json,
};

pub(super) fn run(arguments: &ImportArguments) -> Result<(), CommandError> {
    let (_, database) = open(&arguments.folder)?;
    let bytes = read(&arguments.roster)?;
    let now = crate::clock::system().now();
    let by = Author::of_command(Source::File);
    let mut file = arguments.report.as_deref().map(new_file).transpose()?;
    let imported = roster::import(&database, &bytes, &options(arguments), &by, now).map_err(|problem| without(arguments, problem))?;
    let report = Report::new(arguments.dry_run, &imported);
    if let (Some(file), Some(path)) = (&mut file, &arguments.report) {
        let text = serde_json::to_vec_pretty(&report).map_err(|_| CommandError::internal("json"))?;
        file.write_all(&text).map_err(|error| CommandError::report_not_written(path, &error))?;
    }
    match arguments.format {
        Format::Json => print_json(&report)?,
        Format::Text => report.print(arguments.all, imported.backup.as_ref().map(|(at, name)| (imported.zone.local(*at), name.as_str()))),
    }
    report.outcome()
}

fn options(arguments: &ImportArguments) -> Options {
    Options {
        encoding: arguments.encoding,
        sheet: arguments.sheet.clone(),
        shift_days: arguments.shift_days,
        any_dates: arguments.any_dates,
        taking: Taking { is_complete: arguments.complete, blank_clears: arguments.blank_clears, over_edits: arguments.over_edits },
        is_dry_run: arguments.dry_run,
    }
}

/// A file that is too large is not read to be told so.
fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let length = fs::metadata(path).map_err(|error| CommandError::file(path, &error))?.len();
    if usize::try_from(length).map_or(true, |length| length > FILE_LIMIT) {
        return Err(FileProblem::TooLarge { limit: FILE_LIMIT }.into());
    }
    fs::read(path).map_err(|error| CommandError::file(path, &error))
}

/// Opened before anything is changed, so that the list of what changed is not what fails.
fn new_file(path: &Path) -> Result<fs::File, CommandError> {
    fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| CommandError::no_report(path, &error))
}

/// Nothing was taken in: the report that was begun for it is not left behind, where it would stop the next import.
fn without(arguments: &ImportArguments, problem: ImportProblem) -> CommandError {
    if let Some(path) = &arguments.report {
        let _removed = fs::remove_file(path);
    }
    problem.into()
}
