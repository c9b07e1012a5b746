//! `daylog`: the device's app in a terminal, so that scripts and tests can be a device.
//!
//! Reads arguments, asks the app, prints. The words are in `words`; no rule and no SQL lives here.

mod arguments;
mod commands;
mod failure;
mod find;
mod kinds;
mod output;
mod problem;
mod profile;
mod rows;
mod usage;
mod words;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use output::{Format, print_error};

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
            print_error(&usage::wrong_usage(error, std::env::args_os()));
            return ExitCode::from(2);
        }
    };
    match carry_out(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Problem(problem)) => {
            print_error(&words::problem(&problem));
            ExitCode::from(1)
        }
        Err(Failure::Terminal(problem)) => {
            print_error(&words::terminal_problem(&problem));
            ExitCode::from(1)
        }
        Err(Failure::Usage(text)) => {
            print_error(&format!("error: {text}\n\nFor more information, try '--help'."));
            ExitCode::from(2)
        }
    }
}

fn carry_out(arguments: &Arguments) -> Result<(), Failure> {
    let (profile, format): (_, Format) = (&arguments.profile, arguments.format);
    match &arguments.command {
        Command::Enrol { invite } => commands::enrol::run(profile, &invite.join(" "), format),
        Command::Directory { text, file } => commands::directory::run(profile, (text.as_deref(), file.as_deref()), format),
        Command::Today { date } => commands::today::run(profile, *date, format),
        Command::Log { kind } => commands::log::run(profile, kind, format),
        Command::Correct(correct) => commands::correct::run(profile, correct, format),
        Command::Withdraw { entry, reason } => commands::withdraw::run(profile, *entry, reason, format),
        Command::Diary { date } => commands::diary::run(profile, *date, format),
        Command::Sync => commands::sync::run(profile, format),
        Command::Rescue { file } => commands::rescue::write(profile, file, format),
        Command::Carry { file } => commands::rescue::carry(profile, file, format),
        Command::Relay { listen } => commands::rescue::relay(profile, *listen, format),
        Command::HandTo { address, file } => commands::rescue::hand_to(profile, *address, file, format),
        Command::Deliver => commands::rescue::deliver(profile, format),
        Command::SignOut { rescue } => commands::sign_out::run(profile, rescue.as_deref(), format),
        Command::Recover { answer } => commands::recover::run(profile, answer.as_deref(), format),
        Command::Status => commands::status::run(profile, format),
    }
}
