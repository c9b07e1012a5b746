//! The commands of `daylog-server`: exit codes and what is printed. The arguments are in `arguments`, the words in `messages`.

mod about;
mod account;
mod address;
mod arguments;
mod backup;
mod certificate;
mod check_kit;
mod checkpoint;
mod clock;
mod device;
mod diary;
mod follow;
mod forks;
mod import;
mod init;
mod invite;
mod messages;
mod purge;
mod qr;
mod recover;
mod restore;
mod retention;
mod serve;
mod take;
mod usage;
mod verify;

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use arguments::{Arguments, Command, DataFolder};
use clap::Parser;
use daylog_backup::folder::Folder;
use daylog_domain::text::printable;
use daylog_storage::Database;
use messages::CommandError;

/// Runs the program: 0 on success, 1 on what the user can fix, 2 on wrong usage.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if !error.use_stderr() => {
            let _printed = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let _written = writeln!(io::stderr(), "{}", usage::wrong_usage(error, std::env::args_os()));
            return ExitCode::from(2);
        }
    };
    let result = match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::CheckKit { kit } => check_kit::run(&kit),
        Command::Import(arguments) => import::run(&arguments),
        Command::Invite(arguments) => invite::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Take(arguments) => take::run(&arguments),
        Command::Recover(arguments) => recover::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Checkpoint(arguments) => checkpoint::run(&arguments),
        Command::Rebuild(arguments) => verify::rebuild(&arguments),
        Command::Retention(arguments) => retention::run(&arguments),
        Command::Purge(arguments) => purge::run(&arguments),
        Command::Clock(arguments) => clock::run(&arguments),
        Command::Device { command } => device::run(&command),
        Command::Address { command } => address::run(&command),
        Command::Directory(arguments) => certificate::directory(&arguments),
        Command::Certificate { command } => certificate::run(&command),
        Command::Diary(arguments) => diary::run(&arguments),
        Command::Forks(arguments) => forks::run(&arguments),
        Command::User { command } => account::run(&command),
    };
    match result {
        Ok(()) if !UNSHOWN.load(Ordering::Relaxed) => ExitCode::SUCCESS,
        Ok(()) => {
            let _written = writeln!(io::stderr(), "{}", CommandError::not_shown());
            ExitCode::from(1)
        }
        Err(fix) => {
            let _written = writeln!(io::stderr(), "{}", printable(&fix.to_string()));
            ExitCode::from(1)
        }
    }
}

/// Something that was to be seen could not be written, to a full disk perhaps.
static UNSHOWN: AtomicBool = AtomicBool::new(false);

/// Writes to standard output; a reader that went away is no error of ours.
fn print(text: &str) {
    print_drawn(&printable(text));
}

/// The same for what this program draws with control characters of its own; nothing that somebody typed may be in it.
fn print_drawn(text: &str) {
    let printed = try_print(text);
    if printed.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) {
        UNSHOWN.store(true, Ordering::Relaxed);
    }
}

fn try_print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush())
}

fn print_json<T: serde::Serialize>(value: &T) -> Result<(), CommandError> {
    serde_json::to_string(value).map(|text| print(&text)).map_err(|_| CommandError::internal("json"))
}

/// Opens a district.
fn open(folder: &DataFolder) -> Result<(Folder, Database), CommandError> {
    about::set(folder);
    let district = Folder::with_key_file(&folder.data, folder.key_file.as_deref())?;
    let database = district.database()?;
    if let Some((looked, doubt)) = clock::look(&database).ok().and_then(|looked| Some((looked.clone(), looked.doubt?))) {
        let _written = writeln!(io::stderr(), "{}", messages::clock::note(&looked, doubt));
    }
    Ok((district, database))
}
