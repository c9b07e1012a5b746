//! The due screen.

use daylog_domain::{
    check::CheckId,
    coverage::CheckState,
    entries::{Summary, errand::Item},
    ids::{EntryId, HouseholdId, ResidentId},
    plan::CheckKind,
    time::{Date, Instant, MinuteOfDay},
};
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct DueView {
    /// The device's best "now", and the day it shows.
    pub now: Instant,
    pub date: Date,
    pub today: Date,
    pub counts: DueCounts,
    /// Which households came and went since somebody last looked; none where none did, or another day is shown.
    pub news: Option<RosterNews>,
    /// Overdue first, then due, later, and at the end what is closed (tried, missed, unknown, not assigned, done); each by time, building, name.
    pub rows: Vec<DueRow>,
}

/// Households that came to this cadre or went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct RosterNews {
    /// Those that came to be covered for a time.
    pub covers: Vec<CameToCover>,
    /// Those that came otherwise.
    pub came: u32,
    pub went: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CameToCover {
    pub households: u32,
    /// Who has them otherwise.
    pub of: String,
    pub until_text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct DueCounts {
    pub total: u32,
    pub done: u32,
    pub tried: u32,
    pub missed: u32,
    pub unknown: u32,
    /// Due while nobody was responsible.
    pub not_assigned: u32,
    pub households: u32,
    pub people: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DueRow {
    pub check: CheckId,
    pub kind: CheckKind,
    pub state: CheckState,
    pub at: MinuteOfDay,
    pub due_at: Instant,
    pub household: HouseholdId,
    pub address: String,
    pub community: String,
    /// Where its door comes in a walk through the households of this view: community, then building, entrance and flat by number.
    pub door: u32,
    /// None for a check of the door; then `residents` still names who lives there.
    pub resident: Option<ResidentId>,
    pub residents: Vec<PersonName>,
    /// Day n of m of the quarantine.
    pub day: u16,
    pub days: u16,
    /// The entry that satisfied it (done or tried).
    pub entry: Option<EntryId>,
    pub summary: Option<Summary>,
    pub late: bool,
    /// At the seal check: what the household has asked for and can be brought along.
    pub on_the_way: Vec<OpenErrand>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PersonName {
    pub id: ResidentId,
    pub name: String,
    pub phone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenErrand {
    pub errand: EntryId,
    pub items: Vec<Item>,
    /// `asked` or `accepted`.
    pub step: daylog_domain::entries::errand::Step,
    pub asked_at: Instant,
    pub asked_text: String,
    pub resident: Option<ResidentId>,
}
