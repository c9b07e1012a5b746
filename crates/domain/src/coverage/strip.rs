//! The strip: one resident's quarantine as one mark per day.

use serde::Serialize;
use ts_rs::TS;

use super::{Counts, Covered};
use crate::{
    entries::temperature::Celsius,
    household::Resident,
    readings::{self, Reading},
    settings::Settings,
    time::Date,
};

/// One day of the strip. Its colour and glyph follow `state`; `later` for days to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StripDay {
    pub date: Date,
    pub day: u16,
    pub state: StripState,
    pub highest: Option<Celsius>,
    pub fever: bool,
    pub done: u16,
    pub total: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StripState {
    /// Still to come, or today with nothing done or closed yet.
    Later,
    /// Every closed check was done.
    Done,
    /// Nothing missed, something only tried.
    Tried,
    Missed,
    Unknown,
    /// Nobody was responsible for what was due; the rest, if anything, was done.
    NotAssigned,
    /// A reading at or above the threshold outranks all.
    Fever,
}

/// Every day of `resident`'s quarantine that a page lays out, `around` the day that is looked at.
///
/// `covered` may hold the whole household: what counts is what is owed to the resident and to the door before them.
/// `readings` may too.
#[must_use]
pub fn strip(resident: &Resident, covered: &[Covered], readings: &[Reading], settings: &Settings, around: Date) -> Vec<StripDay> {
    let days = resident.quarantine.page_dates(around).map(|(day, date)| {
        let of_day = covered.iter().filter(|covered| {
            covered.check.id.date == date && covered.check.id.target.resident().is_none_or(|concerned| concerned == resident.id)
        });
        let counts: Counts = of_day.map(|covered| covered.state).collect();
        let highest = readings::highest_on(readings, resident.id, date, settings.zone);
        let fever = highest.is_some_and(|highest| settings.is_fever(highest));
        let state = if fever { StripState::Fever } else { roll_up(counts) };
        StripDay { date, day, state, highest, fever, done: small(counts.done), total: small(counts.total) }
    });
    days.collect()
}

fn roll_up(counts: Counts) -> StripState {
    let worst_first = [
        (counts.missed, StripState::Missed),
        (counts.unknown, StripState::Unknown),
        (counts.tried, StripState::Tried),
        (counts.not_assigned, StripState::NotAssigned),
        (counts.done, StripState::Done),
    ];
    worst_first.into_iter().find(|(number, _)| *number > 0).map_or(StripState::Later, |(_, state)| state)
}

fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
