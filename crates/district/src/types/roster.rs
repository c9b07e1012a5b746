//! A roster that somebody uploaded: how it is read, what is wrong with its rows, what it would change, and what became of it.

use daylog_domain::time::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::RosterReason;

/// What a column of a roster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RosterField {
    Street,
    Community,
    Household,
    Address,
    Resident,
    Document,
    Phone,
    From,
    FirstDay,
    LastDay,
    Guarantor,
    GuarantorWorkplace,
    Cadres,
}

impl RosterField {
    pub const ALL: [RosterField; 13] = [
        RosterField::Street,
        RosterField::Community,
        RosterField::Household,
        RosterField::Address,
        RosterField::Resident,
        RosterField::Document,
        RosterField::Phone,
        RosterField::From,
        RosterField::FirstDay,
        RosterField::LastDay,
        RosterField::Guarantor,
        RosterField::GuarantorWorkplace,
        RosterField::Cadres,
    ];

    /// As files and reports call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RosterField::Street => "street",
            RosterField::Community => "community",
            RosterField::Household => "household",
            RosterField::Address => "address",
            RosterField::Resident => "resident",
            RosterField::Document => "document",
            RosterField::Phone => "phone",
            RosterField::From => "from",
            RosterField::FirstDay => "first_day",
            RosterField::LastDay => "last_day",
            RosterField::Guarantor => "guarantor",
            RosterField::GuarantorWorkplace => "guarantor_workplace",
            RosterField::Cadres => "cadres",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        RosterField::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// What the page says about how the file is to be read and taken in. Each time all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct RosterChoices {
    /// Of a workbook; without one that which names the most columns.
    pub sheet: Option<String>,
    /// What each column holds, by its place; without them as their names say.
    pub columns: Option<Vec<Option<RosterField>>>,
    /// Cells that are read as something else than the file says.
    pub mended: Vec<MendedCell>,
    /// Lines that are left out.
    pub left_out: Vec<u32>,
    /// Each household of the file is there with all its people: cadres whom its rows do not name end.
    pub complete: bool,
    /// An empty cell takes away what is known; otherwise it says nothing.
    pub blank_clears: bool,
    /// What was corrected by hand gives way to the file; otherwise it stays.
    pub over_edits: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MendedCell {
    pub line: u32,
    pub field: RosterField,
    pub value: String,
}

/// An uploaded file. Nothing of it is in the roster yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterUpload {
    /// By which it is asked for again, for a day.
    pub id: String,
    /// `XLSX`, or the encoding of a text.
    pub encoding: &'static str,
    /// Of a workbook.
    pub sheets: Vec<RosterSheet>,
    /// The one that is read.
    pub sheet: Option<String>,
    /// The last line of those that name the columns.
    pub header_line: u32,
    pub columns: Vec<RosterColumn>,
    /// Fields that no column holds and that a row cannot be without.
    pub missing: Vec<RosterField>,
    /// What is right and wrong with the rows and what they would change; none while fields are missing.
    pub check: Option<RosterCheck>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterSheet {
    pub name: String,
    pub is_hidden: bool,
    /// That hold anything.
    pub rows: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterColumn {
    /// As a spreadsheet calls it: `A`, `AB`.
    pub letters: String,
    pub name: String,
    /// What its first rows hold; of a document's number the end only.
    pub first: Vec<String>,
    pub field: Option<RosterField>,
}

/// The rows, each counted once, and what those that can go in would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterCheck {
    /// Rows that can go in.
    pub good: u32,
    pub refused: RosterRemarks,
    pub warnings: RosterRemarks,
    /// Lines that hold nobody, and those that were left out.
    pub skipped: u32,
    /// Where the file's dates lie, when that is far from today.
    #[schema(value_type = Option<String>)]
    pub dates_around: Option<Date>,
    /// Rows by what they would do.
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub new: Vec<RosterNew>,
    pub changes: RosterChanges,
    /// What the file says otherwise and stays, because it was corrected by hand.
    pub kept: RosterChanges,
    pub assignments: RosterTurns,
    /// Stands for this difference: the commit says with it what was looked at.
    pub basis: String,
}

/// How many there are, and the first of them by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterRemarks {
    pub count: u32,
    pub first: Vec<RosterRemark>,
}

/// What is said about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterRemark {
    pub line: u32,
    pub household: String,
    pub resident: String,
    pub field: Option<RosterField>,
    /// What stands in its cell.
    pub cell: String,
    pub reason: RosterReason,
    /// What the words of the reason name.
    pub value: String,
}

/// What the district does not know yet, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterNew {
    pub kind: RosterKind,
    pub count: u32,
    /// The first of them by name.
    pub first: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RosterKind {
    Street,
    Community,
    Cadre,
    Household,
    Resident,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterChanges {
    pub count: u32,
    pub first: Vec<RosterChange>,
}

/// A field that would say something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterChange {
    pub line: u32,
    /// A household's code with a resident's name, or a cadre as name/office.
    pub of: String,
    pub field: Option<RosterField>,
    pub from: Option<String>,
    pub to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterTurns {
    pub count: u32,
    pub first: Vec<RosterTurn>,
}

/// Whose work on a household that is known would begin, end, or stay though it is not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterTurn {
    pub line: u32,
    pub household: String,
    pub cadre: String,
    pub turn: RosterTurning,
    /// Whether the cadre has a device that shows the household.
    pub has_device: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RosterTurning {
    Begins,
    Ends,
    Stays,
}

/// Takes in what was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS, ToSchema)]
pub struct CommitRoster {
    /// Of the difference that was looked at.
    pub basis: String,
}

/// What was taken in, all in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterCommitted {
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// Rows that were not taken in.
    pub refused: u32,
    pub milliseconds: u32,
}

/// The rows that cannot go in, to be mended outside of this page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RosterRefused {
    /// Of the columns.
    pub names: Vec<String>,
    /// The first ten thousand of them.
    pub rows: Vec<RefusedRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RefusedRow {
    pub line: u32,
    pub cells: Vec<String>,
    pub field: Option<RosterField>,
    pub reason: RosterReason,
    pub value: String,
}
