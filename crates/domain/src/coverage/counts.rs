//! Counting coverage: as checks, and as households and people.

use std::{
    collections::{HashMap, HashSet},
    iter::Sum,
    ops::AddAssign,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CheckState;
use crate::{
    check::{Check, CheckId},
    household::Household,
    ids::{HouseholdId, ResidentId},
    time::Date,
};

/// How many checks stand where. The six parts sum up to `total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    pub total: u32,
    pub done: u32,
    pub tried: u32,
    pub missed: u32,
    pub unknown: u32,
    /// Due before anybody was responsible, or while nobody was.
    pub not_assigned: u32,
    /// Later, due or overdue.
    pub open: u32,
}

impl Counts {
    pub fn add(&mut self, state: CheckState) {
        self.total += 1;
        *match state {
            CheckState::Done => &mut self.done,
            CheckState::Tried => &mut self.tried,
            CheckState::Missed => &mut self.missed,
            CheckState::Unknown => &mut self.unknown,
            CheckState::NotAssigned => &mut self.not_assigned,
            CheckState::Later | CheckState::Due | CheckState::Overdue => &mut self.open,
        } += 1;
    }
}

impl FromIterator<CheckState> for Counts {
    fn from_iter<T: IntoIterator<Item = CheckState>>(states: T) -> Self {
        let mut counts = Counts::default();
        states.into_iter().for_each(|state| counts.add(state));
        counts
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.total += other.total;
        self.done += other.done;
        self.tried += other.tried;
        self.missed += other.missed;
        self.unknown += other.unknown;
        self.not_assigned += other.not_assigned;
        self.open += other.open;
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(parts: I) -> Self {
        let mut sum = Counts::default();
        parts.for_each(|part| sum += part);
        sum
    }
}

/// The same number as households and people (户 and 人).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reach {
    pub households: u32,
    pub people: u32,
}

/// How many households and people these checks concern. A check of the door concerns everyone in quarantine behind it.
#[must_use]
pub fn reach<'a>(checks: impl IntoIterator<Item = &'a Check>, households: impl IntoIterator<Item = &'a Household>) -> Reach {
    let mut people: HashMap<HouseholdId, HashSet<ResidentId>> = HashMap::new();
    let mut doors: HashMap<HouseholdId, HashSet<Date>> = HashMap::new();
    for CheckId { household, resident, date, .. } in checks.into_iter().map(|check| check.id) {
        let concerned = people.entry(household).or_default();
        match resident {
            Some(resident) => _ = concerned.insert(resident),
            None => _ = doors.entry(household).or_default().insert(date),
        }
    }
    for household in households {
        for date in doors.get(&household.id).into_iter().flatten() {
            people.entry(household.id).or_default().extend(household.running_on(*date).map(|resident| resident.id));
        }
    }
    Reach { households: count(people.len()), people: count(people.values().map(HashSet::len).sum()) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_sum_up_and_open_is_what_has_not_closed() {
        use CheckState::{Done, Due, Later, Missed, NotAssigned, Overdue, Tried, Unknown};
        let counts: Counts = [Done, Done, Tried, Missed, Unknown, NotAssigned, Later, Due, Overdue].into_iter().collect();
        assert_eq!(counts, Counts { total: 9, done: 2, tried: 1, missed: 1, unknown: 1, not_assigned: 1, open: 3 });
        let twice: Counts = [counts, counts].into_iter().sum();
        assert_eq!(twice, Counts { total: 18, done: 4, tried: 2, missed: 2, unknown: 2, not_assigned: 2, open: 6 });
    }
}
