//! `daylog-server backup`: one backup now, read back before it is called one.

use daylog_backup::archive::{self, Asker};
use serde::Serialize;

use super::{
    arguments::{BackupArguments, Format},
    looked,
    messages::{CommandError, clock as words},
    open::open,
    output::{print, print_json},
};

#[derive(Serialize)]
struct Report {
    file: String,
    bytes: u64,
    logs: usize,
    segment: i64,
    expired: usize,
}

pub(super) fn run(arguments: &BackupArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let now = crate::clock::system().now();
    let doubted = looked::look(&database)?;
    let made = archive::run_for(Asker::Person, &folder, &database, &arguments.to, now)?;
    let expired = match arguments.keep_days {
        // Before it was made: its own time speaks for no clock.
        Some(_) if doubted.doubt.is_some() => return Err(words::refused(&doubted).and("The backup was made and is whole.")),
        Some(days) => archive::expire::run(&folder, &database, &arguments.to, days, now)?,
        None => 0,
    };
    let report =
        Report { file: made.path.display().to_string(), bytes: made.bytes, logs: made.held.heads.len(), segment: made.segment, expired };
    if arguments.format == Format::Json {
        return print_json(&report);
    }
    print(&format!("Backup  {}\n        {} bytes, read back and found whole", report.file, report.bytes));
    if report.expired > 0 {
        print(&format!("        {} expired and deleted", report.expired));
    }
    Ok(())
}
