//! The page of who owes what: checks that ask for somebody, by the reason that nobody did them, and within it by whose they are.

use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CommunityName, Contactable, Door, PageHead};

#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct OverdueWork {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: PageHead,
    /// Set when only one community is shown.
    pub community: Option<CommunityName>,
    /// The district's newest change when this was drawn, for acts that are to be refused where there is a newer one of a household.
    pub seen: i64,
    pub checks: u32,
    /// In the order of `OverdueReason`; those without checks are left out.
    pub reasons: Vec<OverdueOfReason>,
}

/// Why nobody did a check. Each has its own act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverdueReason {
    /// Nobody had the household when it was due.
    NotAssigned,
    /// The phone was heard of, and nothing was done.
    NotDone,
    /// Whoever owes it has no phone enrolled.
    NoPhone,
    /// The phone was not heard of since: nobody knows, and it does not count as missed.
    Silent,
    /// Somebody tried and reached nobody.
    Tried,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OverdueOfReason {
    pub reason: OverdueReason,
    pub checks: u32,
    pub households: u32,
    pub people: u32,
    /// Whoever is longest overdue first; where nobody had the household, a row for each door.
    pub rows: Vec<OverdueWorkRow>,
}

/// What the same cadres owe for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OverdueWorkRow {
    /// Names the row within its reason; `Attention` is narrowed by it where somebody owes it.
    pub key: String,
    pub owed_by: Vec<Contactable>,
    pub checks: u32,
    pub contacts: u32,
    pub temperatures: u32,
    pub seals: u32,
    pub people: u32,
    pub longest_minutes: u32,
    pub doors: Vec<OverdueDoor>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OverdueDoor {
    pub door: Door,
    /// Which day of the quarantine it is for whoever began last.
    pub day: Option<u16>,
    pub people: u32,
}
