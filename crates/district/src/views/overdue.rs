//! Checks that ask for somebody: overdue, missed, unknown or only tried, and by whom they are owed.

use std::collections::{BTreeSet, HashMap};

use daylog_domain::{
    assignment::Assignment,
    check::CheckId,
    coverage::{CheckState, Covered},
    ids::{CadreId, HouseholdId, ResidentId},
};

use super::day::{Day, Shown, asks_for_somebody, count};
use crate::types::{Contactable, OverdueGroup, OverdueRow};

/// One of these checks.
pub(super) struct Asking<'d> {
    pub day: &'d Day,
    pub shown: &'d Shown,
    pub covered: &'d Covered,
    /// The assignments whose role owes it.
    pub owed_by: Vec<&'d Assignment>,
}

impl Asking<'_> {
    /// Names those who owe it.
    fn cadres(&self) -> Vec<CadreId> {
        self.owed_by.iter().map(|assignment| assignment.cadre).collect()
    }

    pub(super) fn minutes_overdue(&self) -> u32 {
        u32::try_from(self.day.now.millis_since(self.covered.check.due_at) / 60_000).unwrap_or(0)
    }

    fn id(&self) -> CheckId {
        self.covered.check.id
    }

    pub(super) fn row(&self) -> OverdueRow {
        let (check, home) = (self.covered.check, self.shown.home());
        OverdueRow {
            check: check.id,
            kind: check.kind,
            state: self.covered.state,
            date: check.id.date,
            due: self.day.settings.zone.minute_of(check.due_at),
            minutes_overdue: self.minutes_overdue(),
            door: home.door.clone(),
            resident_name: check.id.target.resident().and_then(|resident| home.name_of(resident)),
        }
    }
}

/// Longest overdue first.
pub(super) fn asking(day: &Day) -> Vec<Asking<'_>> {
    those(day, asks_for_somebody)
}

/// Those that stand so, the earliest first.
pub(super) fn in_state(day: &Day, state: CheckState) -> Vec<Asking<'_>> {
    those(day, |found| found == state)
}

fn those(day: &Day, is_meant: impl Fn(CheckState) -> bool) -> Vec<Asking<'_>> {
    let asks = day.covered().filter(|(_, covered)| is_meant(covered.state));
    let mut found: Vec<Asking<'_>> =
        asks.map(|(shown, covered)| Asking { day, shown, covered, owed_by: shown.owed_by(&day.settings, covered) }).collect();
    found.sort_by_key(|asking| (asking.covered.check.due_at, asking.id()));
    found
}

/// Those that the same cadres owe.
pub(super) struct Group<'d> {
    pub key: String,
    pub asking: Vec<&'d Asking<'d>>,
}

/// In the order of their first checks.
pub(super) fn groups<'d>(asking: impl IntoIterator<Item = &'d Asking<'d>>) -> Vec<Group<'d>> {
    let mut found: Vec<Group<'d>> = Vec::new();
    let mut places: HashMap<Vec<CadreId>, usize> = HashMap::new();
    for one in asking {
        let cadres = one.cadres();
        match places.get(&cadres).and_then(|place| found.get_mut(*place)) {
            Some(group) => group.asking.push(one),
            None => {
                found.push(Group { key: key(&cadres), asking: vec![one] });
                places.insert(cadres, found.len() - 1);
            }
        }
    }
    found
}

/// Names the cadres who owe a check together; what nobody owes has a name too.
fn key(cadres: &[CadreId]) -> String {
    let ids: Vec<String> = cadres.iter().map(|cadre| cadre.0.to_string()).collect();
    if ids.is_empty() { "nobody".to_owned() } else { ids.join("+") }
}

/// The doors and people behind checks.
pub(super) fn reach<'d>(asking: impl IntoIterator<Item = &'d Asking<'d>>) -> (u32, u32) {
    let (mut doors, mut people): (BTreeSet<HouseholdId>, BTreeSet<ResidentId>) = Default::default();
    for one in asking {
        doors.insert(one.shown.household().id);
        people.extend(one.id().people(Some(one.shown.household())));
    }
    (count(doors.len()), count(people.len()))
}

/// Who owes checks that the same cadres owe.
pub(super) fn owed_by(asking: &[&Asking<'_>]) -> Vec<Contactable> {
    let Some(first) = asking.first() else { return Vec::new() };
    first.owed_by.iter().map(|assignment| first.day.people.contactable(assignment.cadre, assignment.role)).collect()
}

impl Group<'_> {
    pub(super) fn owed_by(&self) -> Vec<Contactable> {
        owed_by(&self.asking)
    }

    pub(super) fn counted(&self) -> OverdueGroup {
        let (households, people) = reach(self.asking.iter().copied());
        OverdueGroup {
            key: self.key.clone(),
            owed_by: self.owed_by(),
            checks: count(self.asking.len()),
            households,
            people,
            longest_minutes: self.asking.iter().map(|asking| asking.minutes_overdue()).max().unwrap_or(0),
        }
    }
}
