//! What scripts are given of an entry and of the device: stable names, local times, the roster's codes.

use std::collections::HashMap;

use daylog_app::{
    App, Problem,
    views::{
        clock::ClockDoubt,
        device::DeviceView,
        diary::{Line, LineState},
    },
};
use daylog_domain::{
    entries::{Alarm, Content, Kind, LateReason},
    ids::{EntryId, HouseholdId, ResidentId},
    places::Premises,
    time::Date,
};
use serde::Serialize;

use crate::words::summary::summary;

/// One line of the diary.
#[derive(Debug, Serialize)]
pub struct EntryRow {
    pub entry: EntryId,
    /// The claimed local time, `2020-02-27T10:50`.
    pub at: String,
    pub kind: String,
    /// In words.
    pub summary: String,
    pub received: bool,
    pub state: LineState,
    pub late: bool,
    pub late_reason: Option<LateReason>,
    /// It claims a time that lay ahead when it was saved, and counts for nothing until it is corrected.
    pub ahead: bool,
    /// The device did not know the time: it claims the earliest that it can have been.
    pub time_uncertain: bool,
    pub corrected: bool,
    pub withdrawn: bool,
    /// The roster's code; empty where it is about no household, or one that is not on this device.
    pub household: String,
    pub household_id: Option<HouseholdId>,
    /// Where it is about a place; neither this nor a household where a later version wrote it.
    pub place: Option<Premises>,
    pub address: String,
    pub resident: Option<String>,
    pub resident_id: Option<ResidentId>,
    pub cadre: String,
    pub mine: bool,
    pub alarm: Option<Alarm>,
    /// Free words that are the content itself, such as those of a note.
    pub text: Option<String>,
    pub note: Option<String>,
    pub content: Content,
}

/// Turns lines into rows; knows the codes of this device's households.
pub struct Rows(HashMap<HouseholdId, String>);

impl Rows {
    pub fn new(app: &App) -> Result<Self, Problem> {
        Ok(Rows(app.households()?.into_iter().map(|household| (household.id, household.code)).collect()))
    }

    pub fn row(&self, line: Line) -> EntryRow {
        EntryRow {
            entry: line.entry,
            at: format!("{}T{}", line.date, line.minute),
            kind: line.kind,
            summary: summary(&line.summary),
            received: line.state == LineState::Received,
            state: line.state,
            late: line.is_late,
            late_reason: line.late,
            ahead: line.ahead,
            time_uncertain: line.is_uncertain,
            corrected: line.corrected,
            withdrawn: line.withdrawn,
            household: line.household.and_then(|household| self.0.get(&household)).cloned().unwrap_or_default(),
            household_id: line.household,
            place: line.place,
            address: line.address,
            resident: line.resident_name,
            resident_id: line.resident,
            cadre: line.cadre,
            mine: line.mine,
            alarm: line.alarm,
            text: line.content.text().map(str::to_owned),
            note: line.note,
            content: line.content,
        }
    }
}

/// What `log` and `correct` answer: the line as saved, and what waits.
#[derive(Debug, Serialize)]
pub struct SavedRow {
    #[serde(flatten)]
    pub line: EntryRow,
    /// The reading is low, or far from the last one.
    pub odd: bool,
    /// Entries that the server has not received, this one included.
    pub pending: u32,
    /// The day that it is on this device: an entry of another one says so.
    #[serde(skip)]
    pub today: Date,
}

/// What `status` answers.
#[derive(Debug, Serialize)]
pub struct StatusRow {
    pub cadre: String,
    pub office: String,
    pub district: String,
    pub pending: u32,
    pub refused: u32,
    /// Local time, `2020-02-27T10:50:00`.
    pub last_sync: Option<String>,
    pub clock_offset_ms: Option<i64>,
    /// A clock that cannot be right, and what the time is taken for.
    pub clock_doubt: Option<ClockDoubt>,
    pub log: String,
    pub last: u64,
    pub head: String,
    pub server_has: u64,
}

impl From<DeviceView> for StatusRow {
    fn from(view: DeviceView) -> Self {
        StatusRow {
            cadre: view.cadre,
            office: view.office,
            district: view.district,
            pending: view.sync.pending,
            refused: view.sync.refused,
            last_sync: view.last_sync,
            clock_offset_ms: view.clock_offset_ms,
            clock_doubt: view.sync.clock,
            log: view.log,
            last: view.last,
            head: view.head,
            server_has: view.server_has,
        }
    }
}
