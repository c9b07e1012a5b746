//! `daylog-server import`: good rows go in, wrong ones are named. A dry run does all of it and takes everything back.

mod report;

use std::{fs, io::Write, path::Path};

use daylog_district::roster::{self, Reading};
use daylog_domain::roster::{Applied, RosterRow, Taking};
use daylog_storage::{Database, StorageError, backups, district, feed::Feed, roster as roster_tables};

use super::{
    arguments::{Format, ImportArguments},
    messages::CommandError,
    open::open,
    output::print_json,
};

pub(super) fn run(arguments: &ImportArguments) -> Result<(), CommandError> {
    let (_, database) = open(&arguments.folder)?;
    let bytes = read(&arguments.roster)?;
    let decoded = roster::decode(&bytes, arguments.encoding)?;
    let zone = database.read(district::read)?.settings.zone;
    let now = crate::clock::system().now();
    let today = zone.date_of(now);
    let reading = Reading { shift_days: arguments.shift_days, today: Some(today).filter(|_| !arguments.any_dates) };
    let mut parsed = roster::parse(&decoded.text, &reading)?;
    let mut file = arguments.report.as_deref().map(new_file).transpose()?;
    let taking = Taking { is_complete: arguments.complete, blank_clears: arguments.blank_clears };
    let mut applied = apply(&database, &parsed.rows, taking, now, arguments.dry_run)?;
    parsed.refused.extend(std::mem::take(&mut applied.refused));
    parsed.warnings.extend(std::mem::take(&mut applied.warnings));
    let backup = database.read(backups::state)?.verified.map(|(at, name, _)| (zone.local(at).format("%Y-%m-%d %H:%M").to_string(), name));
    let report = report::Report::new(arguments.dry_run, decoded.encoding, today, &parsed, &applied);
    if let (Some(file), Some(path)) = (&mut file, &arguments.report) {
        let text = serde_json::to_vec_pretty(&report).map_err(|_| CommandError::internal("json"))?;
        file.write_all(&text).map_err(|error| CommandError::report_not_written(path, &error))?;
    }
    match arguments.format {
        Format::Json => print_json(&report)?,
        Format::Text => report.print(arguments.all, backup.as_ref()),
    }
    report.outcome()
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let length = fs::metadata(path).map_err(|error| CommandError::file(path, &error))?.len();
    if usize::try_from(length).map_or(true, |length| length > roster::FILE_LIMIT) {
        return Err(roster::FileProblem::TooLarge { limit: roster::FILE_LIMIT }.into());
    }
    let bytes = fs::read(path).map_err(|error| CommandError::file(path, &error))?;
    roster::check_kind(&bytes)?;
    Ok(bytes)
}

/// Opened before anything is changed, so that the list of what changed is not what fails.
fn new_file(path: &Path) -> Result<fs::File, CommandError> {
    fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| CommandError::no_report(path, &error))
}

/// Ends a transaction without its changes.
enum Stopped {
    DryRun(Box<Applied>),
    Failed(StorageError),
}

impl From<StorageError> for Stopped {
    fn from(error: StorageError) -> Self {
        Stopped::Failed(error)
    }
}

fn apply(
    database: &Database,
    rows: &[RosterRow],
    taking: Taking,
    now: daylog_domain::time::Instant,
    is_dry_run: bool,
) -> Result<Applied, StorageError> {
    let applied = database.write(|db| {
        let zone = district::read(db)?.settings.zone;
        let mut feed = Feed::begin(db)?;
        let applied = roster_tables::apply(db, &mut feed, rows, taking, zone, now)?;
        if is_dry_run {
            return Err(Stopped::DryRun(Box::new(applied)));
        }
        feed.finish(db)?;
        Ok(applied)
    });
    match applied {
        Ok(applied) => Ok(applied),
        Err(Stopped::DryRun(applied)) => Ok(*applied),
        Err(Stopped::Failed(error)) => Err(error),
    }
}
