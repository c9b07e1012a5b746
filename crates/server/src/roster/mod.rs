//! The roster file: what a row says, and what taking a file in answers.

mod decode;
mod parse;

use daylog_domain::{assignment::Role, time::Date};
use serde::Serialize;

pub use decode::decode;
pub use parse::{FILE_LIMIT, FileProblem, parse};

/// One good row: a resident, the household and who looks after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    pub line: u64,
    pub street: String,
    pub community: String,
    /// The household's code.
    pub household: String,
    pub address: String,
    pub resident: String,
    pub document: Option<String>,
    pub phone: Option<String>,
    pub origin: Option<String>,
    pub first_day: Date,
    pub last_day: Date,
    pub guarantor: Option<String>,
    pub guarantor_workplace: Option<String>,
    pub carers: Vec<Carer>,
}

/// A cadre as the roster names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carer {
    pub name: String,
    pub office: String,
    pub role: Role,
    pub phone: Option<String>,
}

/// A row that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    pub line: u64,
    pub code: &'static str,
    /// The column that it is about, where it is about one.
    pub column: Option<&'static str>,
    pub reason: String,
}

/// What became of the good rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
}
