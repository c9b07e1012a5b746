//! The commands of `daylog-server` and their exit codes. The arguments are in `arguments`, the words in `messages`.

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
mod looked;
mod messages;
mod moving;
mod open;
mod output;
mod purge;
mod qr;
mod recover;
mod restore;
mod retention;
mod serve;
mod take;
mod tls;
mod traces;
mod usage;
mod verify;

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use arguments::{Arguments, Command};
use clap::Parser;
use daylog_district::clock::Clock;
use daylog_domain::text::printable;
use messages::CommandError;

/// Runs the program: 0 on success, 1 on what the user can fix, 2 on wrong usage.
#[must_use]
pub fn run() -> ExitCode {
    run_with(std::env::args_os().collect(), crate::clock::system())
}

/// The same with other arguments, the program's name first; what is served goes by `clock`. A district of another time is
/// measured so, with a program that is optimised and reads no other clock by itself.
#[must_use]
pub fn run_with(words: Vec<OsString>, clock: Clock) -> ExitCode {
    let arguments = match Arguments::try_parse_from(words.clone()) {
        Ok(arguments) => arguments,
        Err(error) if !error.use_stderr() => {
            let _printed = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let _written = writeln!(io::stderr(), "{}", usage::wrong_usage(error, words.into_iter()));
            return ExitCode::from(2);
        }
    };
    let result = match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::CheckKit { kit } => check_kit::run(&kit),
        Command::Import(arguments) => import::run(&arguments),
        Command::Invite(arguments) => invite::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments, clock),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Take(arguments) => take::run(&arguments),
        Command::Recover(arguments) => recover::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Move(arguments) => moving::run(&arguments),
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
        Command::Account { command } => account::run(&command),
    };
    match result {
        Ok(()) if output::is_all_shown() => ExitCode::SUCCESS,
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
