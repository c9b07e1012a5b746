//! The diary screen, one entry, and what saving answers.

use daylog_domain::{
    clocks::Bounds,
    entries::{Alarm, Content, LateReason, Outcome, Summary},
    ids::{EntryId, HouseholdId, ResidentId},
    places::Premises,
    time::{Date, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct DiaryView {
    pub date: Date,
    pub today: Date,
    /// The calendar strip: fourteen dates that end today or hold `date`, each with its number of entries.
    pub strip: Vec<DiaryDay>,
    /// By claimed time, oldest first. Entries that were corrected show their newest content; withdrawn ones stay, marked.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiaryDay {
    pub date: Date,
    pub entries: u32,
}

/// One entry as a line for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Line {
    pub entry: EntryId,
    pub at: Instant,
    pub date: Date,
    pub minute: MinuteOfDay,
    /// What it is about: a household or a place; neither where a later version wrote it, to be read after an update.
    pub household: Option<HouseholdId>,
    pub place: Option<Premises>,
    /// Of the household, where this device knows it.
    pub address: String,
    pub resident: Option<ResidentId>,
    pub resident_name: Option<String>,
    /// Its name in JSON, or `unknown` for one that a later version wrote.
    pub kind: String,
    pub outcome: Outcome,
    pub alarm: Option<Alarm>,
    pub summary: Summary,
    pub content: Content,
    pub note: Option<String>,
    /// Who logged it, and whether that was this device's cadre.
    pub cadre: String,
    pub mine: bool,
    pub state: LineState,
    pub late: Option<LateReason>,
    /// Marked as a late entry, with or without a reason.
    pub is_late: bool,
    /// It claims a time that lay ahead when it was saved: it counts for nothing until it is corrected.
    pub ahead: bool,
    /// Saved while the device did not know the time: it claims the earliest that it can have been.
    pub is_uncertain: bool,
    pub corrected: bool,
    pub withdrawn: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Saved on this device.
    Saved,
    /// The server's word that it holds it.
    Received,
    /// The server could not read it; kept here.
    Refused,
}

/// One entry with all its fields and history.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EntryView {
    pub line: Line,
    /// When it was saved, as the device takes it, as local text with date.
    pub recorded_text: String,
    pub claimed_text: String,
    pub bounds: Bounds,
    /// The original and every amendment, oldest first.
    pub history: Vec<Change>,
    pub may_amend: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Change {
    pub entry: EntryId,
    /// `saved`, `corrected` or `withdrawn`.
    pub change: ChangeKind,
    pub recorded_text: String,
    pub claimed_text: String,
    pub summary: Summary,
    pub note: Option<String>,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Saved,
    Corrected,
    Withdrawn,
}

/// What a sheet sends to be saved.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Draft {
    /// None only in a correction, which is about what the entry that it corrects is about.
    pub household: Option<HouseholdId>,
    pub resident: Option<ResidentId>,
    pub content: Content,
    /// The claimed local time `2020-02-27T10:50`, or `10:50` for the latest such moment that is not ahead, in a correction the
    /// one near what it corrects; none means now, in a correction the time that was claimed.
    #[serde(default)]
    pub at: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub late: Option<LateReason>,
}

/// What saving answers: it is on disk.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Saved {
    pub entry: EntryId,
    pub line: Line,
    /// Shown at once, saved all the same.
    pub alarm: Option<Alarm>,
    /// The reading is low, or far from the last one.
    pub odd: bool,
    /// Undo is offered until then.
    pub undo_until: Instant,
    /// Numbers for the next step after a fever; stored on the device.
    pub secretary_phone: Option<String>,
    pub fever_clinic_phone: Option<String>,
    /// Whether the district has received it already; false says "the secretary has not got it yet, please call".
    pub received: bool,
}
