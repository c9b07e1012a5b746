//! The record of access: who signed in or tried to, and who looked at personal data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What the record of access says of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    SignedIn,
    SignedOut,
    WrongPassword,
    WrongCode,
    /// The password was right, and the account is locked or holds no role.
    NotLetIn,
    /// A household's page was read.
    Household,
    /// Households were listed.
    Households,
    /// Households were searched for; the text is not kept.
    Search,
    /// The overview was read.
    Overview,
    /// Checks that ask for somebody were listed.
    Attention,
    /// What is overdue was listed, with its doors.
    Overdue,
    /// A file was held against the roster.
    Roster,
    /// Something left as a file.
    Export,
}

impl AccessKind {
    pub const ALL: [AccessKind; 13] = [
        AccessKind::SignedIn,
        AccessKind::SignedOut,
        AccessKind::WrongPassword,
        AccessKind::WrongCode,
        AccessKind::NotLetIn,
        AccessKind::Household,
        AccessKind::Households,
        AccessKind::Search,
        AccessKind::Overview,
        AccessKind::Attention,
        AccessKind::Overdue,
        AccessKind::Roster,
        AccessKind::Export,
    ];

    /// As it is stored and written in a file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            AccessKind::SignedIn => "signed_in",
            AccessKind::SignedOut => "signed_out",
            AccessKind::WrongPassword => "wrong_password",
            AccessKind::WrongCode => "wrong_code",
            AccessKind::NotLetIn => "not_let_in",
            AccessKind::Household => "household",
            AccessKind::Households => "households",
            AccessKind::Search => "search",
            AccessKind::Overview => "overview",
            AccessKind::Attention => "attention",
            AccessKind::Overdue => "overdue",
            AccessKind::Roster => "roster",
            AccessKind::Export => "export",
        }
    }
}

/// One line of the record of access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AccessLine {
    #[schema(value_type = i64)]
    #[ts(type = "number")]
    pub id: i64,
    /// Local, as `2020-02-27 10:50:07`.
    pub at_text: String,
    /// None where nobody is called as was typed.
    #[ts(type = "number | null")]
    pub account: Option<i64>,
    pub name: Option<String>,
    pub what: AccessKind,
    pub household: Option<u32>,
    /// The code of the household.
    pub household_code: Option<String>,
    pub rows: Option<u32>,
    pub address: String,
}

/// A page of the record, the newest line first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AccessPage {
    pub lines: Vec<AccessLine>,
    /// `after` of the next page, where there is one.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
    /// For how many days lines are kept.
    pub kept_days: u16,
    /// Whom lines are about, for choosing one.
    pub accounts: Vec<RecordedAccount>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RecordedAccount {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
}
