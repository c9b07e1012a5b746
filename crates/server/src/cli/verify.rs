//! `daylog-server verify` and `rebuild`: whether what is kept is whole, and making again what can be made again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_backup::verify::{self, BadStatement, Report, Says, Statement};
use daylog_district::rebuild;
use daylog_wire::keys::PublicKey;

use super::{
    arguments::{Format, RebuildArguments, StatementFiles, VerifyArguments},
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

pub(super) fn run(arguments: &VerifyArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let server = folder.keys()?.public();
    let statements = statements(&arguments.statements, &server)?;
    let report = verify::verify_against(&database, &statements)?;
    if arguments.format == Format::Json {
        print_json(&report)?;
    } else {
        print_report(&report, statements.len());
    }
    if !report.findings.is_empty() {
        return Err(CommandError::not_whole(&report));
    }
    if report.unproven.is_empty() { Ok(()) } else { Err(CommandError::not_proven()) }
}

fn print_report(report: &Report, shown: usize) {
    print(&format!(
        "{} segments in {} logs, {} entries, {} forks, {} quarantined",
        report.segments, report.logs, report.entries, report.forks, report.refused
    ));
    if !report.pages_looked_at {
        print("The database server's own pages were not looked at: its data checksums and pg_amcheck do that.");
    }
    for finding in &report.findings {
        print(&format!("{}  {}", code(finding.what), finding.place));
    }
    for unproven in &report.unproven {
        print(&format!("unproven  {}, its epoch ended on {}", unproven.name, utc(unproven.epoch_ended_at.0)));
    }
    if shown > 0 {
        print(&format!("{} of {shown} checkpoints and receipts hold", report.proven));
    }
    if report.findings.is_empty() && report.unproven.is_empty() {
        print("Everything is whole.");
    }
}

/// What this district once signed, out of files.
pub(super) fn statements(files: &StatementFiles, server: &PublicKey) -> Result<Vec<Statement>, CommandError> {
    Ok([read(&files.checkpoint, server, Says::checkpoint)?, read(&files.receipt, server, Says::receipt)?].concat())
}

/// Statements by their files; the first that is none of this district ends it.
fn read(
    files: &[PathBuf],
    server: &PublicKey,
    says: fn(&[u8], &PublicKey) -> Result<Says, BadStatement>,
) -> Result<Vec<Statement>, CommandError> {
    let statement = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| CommandError::file(path, &error))?;
        let says = says(&bytes, server).map_err(|bad| CommandError::no_statement(path, bad))?;
        Ok(Statement { name: name(path), says })
    };
    files.iter().map(statement).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn utc(millis: i64) -> String {
    chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default().format("%Y-%m-%d %H:%M UTC").to_string()
}

pub(super) fn rebuild(arguments: &RebuildArguments) -> Result<(), CommandError> {
    let (_, database) = open(&arguments.folder)?;
    let rebuilt = rebuild::rebuild(&database)?;
    print(&format!("Rebuilt from {} segments: {} entries, {} amendments", rebuilt.segments, rebuilt.entries, rebuilt.amendments));
    Ok(())
}

/// The finding's code as it stands in JSON.
fn code(what: verify::Wrong) -> String {
    serde_json::to_value(what).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
