//! Writing to the terminal. A reader that went away is no error of ours.

use std::io::{self, Write};

use clap::ValueEnum;
use daylog_app::{Problem, ProblemCode};
use daylog_domain::text::printable;
use serde::Serialize;

use crate::{failure::Failure, problem::TerminalProblem};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

impl Format {
    /// Prints `value` as JSON, or what `text` makes of it.
    pub fn print<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) -> Result<(), Failure> {
        let printed = match self {
            Format::Text => printable(&text(value)).into_owned(),
            Format::Json => serde_json::to_string(value).map_err(|_| Problem::new(ProblemCode::Internal))?,
        };
        let mut out = io::stdout().lock();
        match writeln!(out, "{printed}").and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(TerminalProblem::NotShown.into()),
            _ => Ok(()),
        }
    }
}

pub fn print_error(text: &str) {
    let _written = writeln!(io::stderr(), "{}", printable(text));
}
