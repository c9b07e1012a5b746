//! An entry as a line for people: names and addresses put in, the state said.

use std::collections::HashMap;

use daylog_domain::{entries::Kind, household::Household, ids::HouseholdId, settings::Settings};
use daylog_store::{Store, StoredEntry, StoredLine};

use crate::{
    Problem,
    app::Context,
    views::diary::{Line, LineState},
};

/// Shows lines; knows the households of this device and the district's rules.
pub(crate) struct Lines<'a> {
    households: HashMap<HouseholdId, Household>,
    settings: &'a Settings,
    own_cadre: u32,
    own_name: &'a str,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(store: &Store, context: &'a Context) -> Result<Self, Problem> {
        let enrolled = context.enrolled()?;
        let households = store.households()?.into_iter().map(|known| (known.household.id, known.household)).collect();
        Ok(Lines { households, settings: &enrolled.settings, own_cadre: enrolled.cadre.0, own_name: &enrolled.cadre_name })
    }

    pub(crate) fn show(&self, line: &StoredLine) -> Line {
        let StoredLine { stored, effective, .. } = line;
        let household = stored.entry.household().and_then(|household| self.households.get(&household));
        let resident = household.and_then(|known| known.residents.iter().find(|resident| Some(resident.id) == stored.entry.resident()));
        let zone = self.settings.zone;
        let at = effective.at.instant;
        let mine = stored.own || stored.cadre == self.own_cadre;
        Line {
            entry: stored.id,
            at,
            date: zone.date_of(at),
            minute: zone.minute_of(at),
            household: stored.entry.household(),
            place: stored.entry.place(),
            address: household.map(|known| known.address.clone()).unwrap_or_default(),
            resident: stored.entry.resident(),
            resident_name: resident.map(|resident| resident.name.clone()),
            kind: effective.content.name().to_owned(),
            outcome: effective.content.outcome(),
            alarm: effective.alarm(self.settings.fever_from),
            summary: effective.content.summary(),
            content: effective.content.clone(),
            note: effective.note.clone(),
            cadre: if mine { self.own_name.to_owned() } else { stored.cadre_name.clone() },
            mine,
            state: state(line),
            late: stored.entry.late,
            is_late: effective.is_late(self.settings.late_after_minutes),
            ahead: effective.ahead,
            is_uncertain: effective.is_uncertain(&stored.entry),
            corrected: effective.corrected,
            withdrawn: effective.withdrawn,
        }
    }
}

/// A line counts as received when the server holds the entry and everything that changed it.
fn state(line: &StoredLine) -> LineState {
    let mut parts = std::iter::once(&line.stored).chain(&line.amendments);
    if parts.clone().any(|part: &StoredEntry| part.refused.is_some()) {
        LineState::Refused
    } else if parts.all(|part| part.received) {
        LineState::Received
    } else {
        LineState::Saved
    }
}
