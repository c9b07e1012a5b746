//! The households and people (户 and 人) behind checks: in all, and behind those of each column.

use std::{
    collections::{HashMap, HashSet},
    ops::AddAssign,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Columns, Covered};
use crate::{
    check::{Check, CheckId},
    household::Household,
    ids::{HouseholdId, ResidentId},
    time::Date,
};

/// A number as households and people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reach {
    pub households: u32,
    pub people: u32,
}

impl Reach {
    /// Everybody who is in quarantine on `date`, and the households that they are in.
    #[must_use]
    pub fn in_quarantine<'a>(households: impl IntoIterator<Item = &'a Household>, date: Date) -> Self {
        let people = households.into_iter().map(|household| household.running_on(date).count()).filter(|people| *people > 0);
        people.fold(Reach::default(), |sum, people| Reach { households: sum.households + 1, people: sum.people + count(people) })
    }
}

/// Checks with the households and people behind them. A household with two of these checks counts once as household.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub checks: u32,
    pub households: u32,
    pub people: u32,
}

/// Each column's count. The checks of the six columns sum up to those of `total`; their households and people need not.
pub type Tally = Columns<Count>;

/// Of the checks of other households: one that stands in both would count twice.
impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.checks += other.checks;
        self.households += other.households;
        self.people += other.people;
    }
}

impl CheckId {
    /// Whom a check concerns: its resident, or everybody who is in quarantine behind the door that day; nobody at a place.
    pub fn people<'a>(&self, household: Option<&'a Household>) -> impl Iterator<Item = ResidentId> + use<'a> {
        let (resident, date) = (self.target.resident(), self.date);
        let is_of_a_door = self.target.household().is_some() && resident.is_none();
        let behind = household.filter(|_| is_of_a_door).into_iter().flat_map(move |household| household.running_on(date));
        resident.into_iter().chain(behind.map(|resident| resident.id))
    }
}

/// Counts checks in their columns. `household` looks one up that is known.
#[must_use]
pub fn tally<'a, 'h>(covered: impl IntoIterator<Item = &'a Covered>, household: impl Fn(HouseholdId) -> Option<&'h Household>) -> Tally {
    let mut reached: Columns<Reached> = Columns::default();
    for Covered { check, state, .. } in covered {
        let of = check.id.target.household().and_then(&household);
        reached.total.add(check, of);
        reached.of(state.column()).add(check, of);
    }
    reached.map(|reached| reached.count())
}

/// Checks, and whom they concern of each household.
#[derive(Default)]
struct Reached {
    checks: u32,
    people: HashMap<HouseholdId, HashSet<ResidentId>>,
}

impl Reached {
    fn add(&mut self, check: &Check, household: Option<&Household>) {
        self.checks += 1;
        if let Some(of) = check.id.target.household() {
            self.people.entry(of).or_default().extend(check.id.people(household));
        }
    }

    fn count(&self) -> Count {
        Count { checks: self.checks, households: count(self.people.len()), people: count(self.people.values().map(HashSet::len).sum()) }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::checks_on,
        coverage::{
            CheckState,
            tests::{AN, HOME, household, plan, today},
        },
        plan::CheckKind,
    };

    /// Two residents behind one door and two behind the other, where a third arrives later: nobody stands behind the door for that
    /// day yet.
    fn homes() -> [Household; 2] {
        let mut homes = [household(HOME, [1, 2]), household(HouseholdId(2), [3, 4, 5])];
        homes[1].residents[2].quarantine.first_day = Date::from_ymd_opt(2020, 3, 1).unwrap();
        homes
    }

    fn tallied(homes: &[Household], state: impl Fn(&Check) -> Option<CheckState>) -> Tally {
        let checks = homes.iter().flat_map(|home| checks_on(home, &plan("temperature 10:50, seal 20:15"), today()));
        let covered = |check| Some(Covered { check, state: state(&check)?, entry: None, late: false, nobody_owes: false });
        let covered: Vec<Covered> = checks.filter_map(covered).collect();
        tally(&covered, |id| homes.iter().find(|home| home.id == id))
    }

    #[test]
    fn checks_are_counted_as_households_and_people() {
        type Case = (&'static str, fn(&Check) -> bool, u32, u32, u32);
        let cases: [Case; 7] = [
            ("everything", |_| true, 6, 2, 4),
            ("only residents", |check| check.kind == CheckKind::Temperature, 4, 2, 4),
            ("only doors", |check| check.kind == CheckKind::Seal, 2, 2, 4),
            ("one resident", |check| check.id.target.resident() == Some(AN), 1, 1, 1),
            ("one door", |check| check.id.target.household() == Some(HOME) && check.kind == CheckKind::Seal, 1, 1, 2),
            (
                "a resident and their door",
                |check| check.id.target.household() == Some(HOME) && check.id.target.resident().is_none_or(|id| id == AN),
                2,
                1,
                2,
            ),
            ("nothing", |_| false, 0, 0, 0),
        ];
        for (rule, wanted, checks, households, people) in cases {
            let total = tallied(&homes(), |check| wanted(check).then_some(CheckState::Done)).total;
            assert_eq!(total, Count { checks, households, people }, "{rule}");
        }
    }

    #[test]
    fn every_state_is_counted_in_its_column_and_what_has_not_closed_is_open() {
        use CheckState::{Done, Due, Later, Missed, NotAssigned, Overdue, Tried, Unknown};
        for (state, column) in [(Done, 0), (Tried, 1), (Missed, 2), (Unknown, 3), (NotAssigned, 4), (Later, 5), (Due, 5), (Overdue, 5)] {
            let Columns { total, done, tried, missed, unknown, not_assigned, open } =
                tallied(&homes(), |check| Some(if check.kind == CheckKind::Seal { state } else { Done }));
            let mut expected = [Count::default(); 6];
            expected[0] = Count { checks: 4, households: 2, people: 4 };
            expected[column] = Count { checks: expected[column].checks + 2, households: 2, people: 4 };
            assert_eq!([done, tried, missed, unknown, not_assigned, open], expected, "{state:?}");
            assert_eq!(total, Count { checks: 6, households: 2, people: 4 }, "{state:?}");
        }
    }

    #[test]
    fn a_household_that_is_not_known_counts_with_the_residents_that_its_checks_name() {
        let [home, _] = homes();
        let checks = checks_on(&home, &plan("temperature 10:50, seal 20:15"), today());
        let covered =
            checks.into_iter().map(|check| Covered { check, state: CheckState::Done, entry: None, late: false, nobody_owes: false });
        let covered: Vec<Covered> = covered.collect();
        assert_eq!(tally(&covered, |_| None).total, Count { checks: 3, households: 1, people: 2 });
    }

    #[test]
    fn the_tallies_of_two_households_add_up_to_the_tally_of_both() {
        use CheckState::{Done, Missed, Unknown};
        let state = |check: &Check| {
            Some(if check.kind == CheckKind::Seal {
                Unknown
            } else if check.id.target.resident() == Some(AN) {
                Missed
            } else {
                Done
            })
        };
        let [one, other] = homes();
        let mut sum = tallied(&[one], state);
        sum += tallied(&[other], state);
        assert_eq!(sum, tallied(&homes(), state));
        assert_eq!((sum.total.checks, sum.unknown.households), (6, 2));
    }

    #[test]
    fn in_quarantine_are_those_whose_days_run_and_the_households_that_they_are_in_whatever_the_plan() {
        for (date, expected) in [("2020-02-25", (0, 0)), ("2020-02-26", (2, 4)), ("2020-03-01", (2, 5)), ("2020-03-11", (0, 0))] {
            let Reach { households, people } = Reach::in_quarantine(&homes(), date.parse().unwrap());
            assert_eq!((households, people), expected, "{date}");
        }
    }
}
