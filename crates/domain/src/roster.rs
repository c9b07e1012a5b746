//! The rows of a roster, and what became of them when they were taken in. How a file is read, and what is stored, is not known here.

mod remark;

pub use remark::{OfDistrict, OfFile, OfRow, Remark, RemarkKind};

use serde::Serialize;

use crate::{assignment::Role, time::Date};

/// One good row: a resident, the household and who looks after it. An empty optional field says nothing about it.
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
    pub assignees: Vec<Assignee>,
}

/// A cadre as the roster names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    pub name: String,
    pub office: String,
    pub role: Role,
    pub phone: Option<String>,
}

/// How the rows are taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taking {
    /// Each household of the file is there with all its people: cadres whom its rows do not name end.
    pub is_complete: bool,
    /// An empty cell takes away what is known; otherwise it says nothing.
    pub blank_clears: bool,
    /// What was corrected by hand gives way to the file; otherwise it stays.
    pub over_edits: bool,
}

/// What became of the good rows, by name. Each row is counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub refused: Vec<Remark>,
    pub warnings: Vec<Remark>,
    pub new: New,
    pub changes: Vec<Change>,
    /// What the file says otherwise and stays, because it was corrected by hand.
    pub kept: Vec<Change>,
    pub assignments: Vec<AssignmentChange>,
}

/// What the district did not know before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct New {
    pub streets: Vec<String>,
    /// As street/community.
    pub communities: Vec<String>,
    /// As name/office.
    pub cadres: Vec<String>,
    /// Codes.
    pub households: Vec<String>,
    /// As code and name.
    pub residents: Vec<String>,
}

/// A field that says something else than before; enough to put it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub line: u64,
    /// A household's code with a resident's name, or a cadre as name/office.
    pub of: String,
    pub field: &'static str,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// What happens to a cadre's assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Begins,
    Ends,
    /// Would end if the file were the whole of the household.
    Stays,
}

/// A household begins, ceases or goes on to be looked after by a cadre, where the household was known before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssignmentChange {
    pub line: u64,
    pub household: String,
    /// As name/office.
    pub cadre: String,
    pub role: &'static str,
    pub turn: Turn,
    /// Whether the cadre has a device that shows the household.
    pub has_device: bool,
}
