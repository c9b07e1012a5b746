//! The commands of `daylog-server`: arguments, exit codes and what is printed. The words are in `messages`.

mod account;
mod diary;
mod import;
mod init;
mod invite;
mod messages;
mod serve;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use daylog_domain::time::{Date, Zone};
use messages::Mend;

#[derive(Parser)]
#[command(name = "daylog-server", version, about = "The district server of Daylog")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new district: folder, keys, certificates, first account
    Init(InitArguments),
    /// Take a roster file in; works while the server runs
    Import(ImportArguments),
    /// Invite a cadre's device; works while the server runs
    Invite(InviteArguments),
    /// Serve devices and the dashboard
    Serve(ServeArguments),
    /// Print the diary of a day
    Diary(DiaryArguments),
    /// Accounts of the dashboard; local only
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Args)]
struct InitArguments {
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    district: String,
    #[arg(long, default_value = "Asia/Shanghai")]
    zone: Zone,
    /// Where devices reach the server, as HOST:PORT; may be given more than once
    #[arg(long, value_parser = address)]
    address: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
struct ImportArguments {
    #[arg(long)]
    data: PathBuf,
    roster: PathBuf,
    /// Move every date by this many days
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    shift_days: i64,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
struct InviteArguments {
    #[arg(long)]
    data: PathBuf,
    /// NAME, or NAME/OFFICE where several have the name
    #[arg(long)]
    cadre: String,
    /// How long the invite holds
    #[arg(long, default_value_t = 72, value_parser = clap::value_parser!(u16).range(1..=720))]
    hours: u16,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
struct ServeArguments {
    #[arg(long)]
    data: PathBuf,
    #[arg(long, default_value = "127.0.0.1:8470")]
    listen: std::net::SocketAddr,
    /// How traces are written to stderr
    #[arg(long, value_enum, default_value_t = TraceFormat::Text)]
    trace: TraceFormat,
}

#[derive(Args)]
struct DiaryArguments {
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    date: Date,
    /// Only this cadre's entries, as NAME or NAME/OFFICE
    #[arg(long)]
    cadre: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Make an account and print its password once
    Add {
        name: String,
        #[arg(long, value_enum)]
        role: AccountKind,
        /// A secretary's community, as NAME or STREET/NAME
        #[arg(long, required_if_eq("role", "secretary"))]
        community: Option<String>,
        #[arg(long)]
        data: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Give an account a new password, print it once, and end its sessions
    Reset {
        name: String,
        #[arg(long)]
        data: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Remove an account and end its sessions
    Remove {
        name: String,
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TraceFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AccountKind {
    District,
    Secretary,
}

/// Runs the program: 0 on success, 1 on what the user can mend, 2 on wrong usage.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _printed = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let result = match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Invite(arguments) => invite::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Diary(arguments) => diary::run(&arguments),
        Command::User { command } => account::run(&command),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(mend) => {
            let _written = writeln!(io::stderr(), "{mend}");
            ExitCode::from(1)
        }
    }
}

/// Writes to standard output; a reader that went away is no error of ours.
fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _written = writeln!(out, "{text}").and_then(|()| out.flush());
}

fn print_json<T: serde::Serialize>(value: &T) -> Result<(), Mend> {
    serde_json::to_string(value).map(|text| print(&text)).map_err(|_| Mend::internal("json"))
}

fn address(text: &str) -> Result<String, String> {
    let (host, port) = text.rsplit_once(':').ok_or("an address is HOST:PORT")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(plain) || port.parse::<u16>().map_or(true, |port| port == 0) {
        return Err("an address is HOST:PORT".to_owned());
    }
    Ok(text.to_owned())
}
