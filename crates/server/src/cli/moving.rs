//! `daylog-server move`: a district goes on in another database. What has to hold for that is known to `daylog-backup`.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use daylog_backup::{
    folder::{Folder, FolderProblem},
    moving::{self, MoveProblem, Moved, Moving, Stage},
};
use daylog_storage::{Address, AddressProblem, Database, StorageError};
use serde::Serialize;

use super::{
    about,
    arguments::{DataFolder, Format, MoveArguments, Side},
    messages::CommandError,
    output::{print, print_json},
    verify,
};
use crate::occupied::{self, Beside};

#[derive(Serialize)]
struct Report {
    rows: u64,
    segments: u64,
    entries: u64,
    proven: u64,
}

pub(super) fn run(arguments: &MoveArguments) -> Result<(), CommandError> {
    // Before anything is opened or made.
    let (from, to) = (address(&arguments.from)?, address(&arguments.to)?);
    let data = DataFolder { data: folder_of(arguments)?, key_file: arguments.key_file.clone() };
    about::set(&data);
    let folder = Folder::with_key_file(&data.data, data.key_file.as_deref())?;
    // Held to the end: no server of this folder begins meanwhile.
    let _quiet = occupied::take(folder.path(), Beside::Nobody).map_err(|taken| CommandError::occupied(folder.path(), &taken))?;
    let server = folder.keys()?.public();
    let statements = verify::statements(&arguments.statements, &server)?;
    let source = source(&folder, from.as_ref())?;
    let target = target(&folder, to.as_ref())?;
    let moving = Moving { source: &source, target: &target, statements: &statements, now: crate::clock::system().now() };
    let mut told = "";
    let moved = moving::run(&moving, |stage| {
        tell(stage, &mut told);
        if stage == Stage::TakingUp {
            // Before the target may be served: whoever opens the folder from here on is led there.
            match &arguments.to {
                Side::Folder(_) => folder.set_address(None)?,
                Side::Elsewhere(text) => folder.set_address(Some(text))?,
            }
        }
        Ok::<_, CommandError>(())
    })?;
    say(arguments, &data, &moved, statements.len())
}

/// The folder with the district's keys: one side of the move, or the one that is named beside it.
fn folder_of(arguments: &MoveArguments) -> Result<PathBuf, CommandError> {
    match (&arguments.from, &arguments.to, &arguments.data) {
        (Side::Folder(data), Side::Elsewhere(..), None) | (Side::Elsewhere(..), Side::Folder(data), None) => Ok(data.clone()),
        (Side::Elsewhere(..), Side::Elsewhere(..), Some(data)) => Ok(data.clone()),
        _ => Err(CommandError::no_such_move()),
    }
}

fn address(side: &Side) -> Result<Option<Address>, AddressProblem> {
    match side {
        Side::Folder(_) => Ok(None),
        Side::Elsewhere(text) => Address::parse(text).map(Some),
    }
}

fn source(folder: &Folder, from: Option<&Address>) -> Result<Database, FolderProblem> {
    from.map_or_else(|| folder.any_file(), |address| folder.any_at(address))
}

/// The database to fill, made where there is none.
fn target(folder: &Folder, to: Option<&Address>) -> Result<Database, CommandError> {
    to.map_or_else(|| folder.any_or_new_file(), |address| folder.any_or_new_at(address)).map_err(|problem| match problem {
        // What is encrypted there under another key is another district.
        FolderProblem::Storage(StorageError::ContentKeyForeign) => MoveProblem::NotEmpty.into(),
        other => other.into(),
    })
}

/// Says on standard error what takes its time.
fn tell(stage: Stage, told: &mut &'static str) {
    let (what, rows) = match stage {
        Stage::Copying(progress) => (progress.table, Some(progress.rows)),
        Stage::Comparing => ("both sides are compared", None),
        Stage::Verifying => ("the copy is verified", None),
        Stage::GivingUp | Stage::TakingUp => return,
    };
    if *told != what {
        *told = what;
        let rows = rows.map(|rows| format!("{rows} rows copied, next: ")).unwrap_or_default();
        let _written = writeln!(io::stderr(), "{rows}{what}");
    }
}

fn say(arguments: &MoveArguments, data: &DataFolder, moved: &Moved, shown: usize) -> Result<(), CommandError> {
    let (segments, entries, proven) = moved.report.as_ref().map_or((0, 0, 0), |report| (report.segments, report.entries, report.proven));
    if arguments.format == Format::Json {
        return print_json(&Report { rows: moved.rows, segments, entries, proven });
    }
    let whole = match &moved.report {
        Some(_) if shown > 0 => {
            format!("{segments} segments and {entries} entries, compared and verified; {proven} of {shown} checkpoints and receipts hold")
        }
        Some(_) => format!("{segments} segments and {entries} entries, compared and verified"),
        None => "everything was there and verified before".to_owned(),
    };
    print(&format!(
        "The district is moved: {} rows copied, {whole}.\nThe old database is marked and is served no more.\n\
         Next: daylog-server serve {} --listen ADDRESS:PORT, and a backup.",
        moved.rows,
        data.written(),
    ));
    Ok(())
}
