//! What may be typed: commands and flags. Those of each kind of entry are in `kinds`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use daylog_domain::{ids::EntryId, time::Date};

use crate::{
    kinds::{Correction, KindToLog, typed::typed_date},
    output::Format,
};

/// The diary of a cadre who looks after households, in a terminal.
///
/// The PIN is read from DAYLOG_PIN, or asked for. Only `enrol`, `sync`, `deliver`, `relay` and `hand-to` use the network, and `sign-out` where the disk is full.
/// Exit code 0 on success, 1 on what you can fix, 2 on wrong usage.
#[derive(Debug, Parser)]
#[command(name = "daylog", version)]
pub struct Arguments {
    /// The folder that holds this device's record
    #[arg(long, value_name = "DIR")]
    pub profile: PathBuf,
    /// How results are printed
    #[arg(long, value_enum, default_value_t, global = true)]
    pub format: Format,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the record with the PIN if there is none, and enrol with the district's invite
    Enrol {
        /// The invite's link, or HOST:PORT and the code of twenty characters
        #[arg(required = true, num_args = 1..=2, value_name = "LINK")]
        invite: Vec<String>,
    },
    /// Follow a directory of server addresses that the district gave as text or in a file
    Directory {
        /// The line, from `daylog-directory:` to its end
        #[arg(required_unless_present = "file", value_name = "LINE")]
        text: Option<String>,
        /// The file that holds it
        #[arg(long, conflicts_with = "text")]
        file: Option<PathBuf>,
    },
    /// What is due
    Today {
        /// Another day than today
        #[arg(long, value_parser = typed_date)]
        date: Option<Date>,
    },
    /// Save an entry; needs no network, and is sent with the next sync
    Log {
        #[command(subcommand)]
        kind: KindToLog,
    },
    /// Replace what an own entry says; the old words stay readable
    Correct(Correction),
    /// Mark an own entry as made in error; it stays readable
    Withdraw {
        entry: EntryId,
        #[arg(long)]
        reason: String,
    },
    /// The entries of a day
    Diary {
        /// Another day than today
        #[arg(long, value_parser = typed_date)]
        date: Option<Date>,
    },
    /// Send what waits and fetch what others logged
    Sync,
    /// Write everything that the district has not received into a file that only its server can read
    Rescue { file: PathBuf },
    /// Take a colleague's rescue file along; needs no PIN, and is handed in with the next sync
    Carry { file: PathBuf },
    /// Take colleagues' rescue files along over the local network, until it is stopped; needs no PIN
    Relay {
        /// Where to listen, such as 0.0.0.0:8471
        #[arg(long, value_name = "ADDRESS")]
        listen: std::net::SocketAddr,
    },
    /// Hand a rescue file to a colleague's device that runs `relay`
    HandTo { address: std::net::SocketAddr, file: PathBuf },
    /// Send encrypted envelopes; needs no PIN, and opens nothing
    Deliver,
    /// Remove the record from this device; refused while anything waits, unless it is rescued
    SignOut {
        /// Write a rescue file first
        #[arg(long, value_name = "FILE")]
        rescue: Option<PathBuf>,
    },
    /// The PIN is forgotten: show what to send to the district, or take its answer and choose a new PIN
    Recover { answer: Option<String> },
    /// What waits, the last sync, the clock, the log
    Status,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_the_manual_says_is_understood_and_nonsense_is_not() {
        let entry = format!("{}-7", "a".repeat(32));
        let correct = format!("correct {entry}");
        let understood = |words: &str| {
            let words = words.replace("correct ENTRY", &correct).replace("ENTRY", &entry);
            Arguments::try_parse_from(["daylog", "--profile", "p"].into_iter().chain(words.split_whitespace())).is_ok()
        };
        for words in [
            "enrol daylog://enrol?address=h:1&ca=00&secret=0",
            "enrol 10.0.0.1:8470 00000-00000-00000-00000",
            "today",
            "today --date 2020-02-27 --format json",
            "today --date 2020年2月27日",
            "log contact --resident 安某",
            "log contact --resident 安某 --channel wechat --outcome no-answer --at 2020-02-27T09:00 --note x",
            "log temperature --resident 1 --celsius 36.5 --method self --format json",
            "log temperature --resident 1 --normal",
            "log temperature --resident 1 --no-answer --at 10:50",
            "log seal --household YJ-001 --state intact",
            "log seal --household YJ-001 --state opened --because groceries",
            "log errand --household YJ-001 --what beer --quantity 6",
            "log errand --household YJ-001 --what beer --quantity ６ --floor ７",
            "log errand --step done --errand ENTRY",
            "log note --household YJ-001 --text x",
            "correct ENTRY temperature --celsius 36.6 --reason typo",
            "correct ENTRY --celsius 36.6 --reason typo",
            "correct ENTRY --at 2020-02-27T10:55 --reason typo",
            "withdraw ENTRY --reason typo",
            "diary --date 2020-02-27 --format json",
            "sync --format json",
            "status --format json",
            "rescue out.daylog-rescue",
            "carry in.daylog-rescue",
            "deliver",
            "relay --listen 0.0.0.0:8471",
            "hand-to 192.168.1.7:8471 out.daylog-rescue",
            "sign-out",
            "sign-out --rescue out.daylog-rescue",
            "recover",
            "recover daylog-recovered:AAAA",
        ] {
            assert!(understood(words), "{words}");
        }
        for words in [
            "",
            "walk",
            "enrol",
            "today --date yesterday",
            "today --date 20-02-27",
            "diary --date 0020-2-270",
            "log contact --resident 安某 --at 20-02-27T10:50",
            "log contact --resident 安某 --at 9:5",
            "log contact --resident 安某 --at 24:00",
            "log errand --household YJ-001 --what beer --quantity 2.5",
            "log",
            "log contact --resident 安某 --channel pigeon",
            "log contact --resident 安某 --celsius 36.5",
            "log contact --resident 安某 --at noon",
            "log temperature --resident 1 --celsius 36.5 --normal",
            "log errand --household YJ-001 --what beer --quantity some",
            "log errand --errand ENTRY",
            "withdraw ENTRY",
            "withdraw 7 --reason typo",
            "correct ENTRY",
            "status --format xml",
        ] {
            assert!(!understood(words), "{words}");
        }
    }
}
