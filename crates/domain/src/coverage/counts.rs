//! Counting coverage as checks. Households and people behind them are counted in `reach`.

use std::{iter::Sum, ops::AddAssign};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CheckState;

/// The columns in which checks are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Done,
    Tried,
    Missed,
    Unknown,
    /// Due before anybody was responsible, or while nobody was.
    NotAssigned,
    /// Later, due or overdue.
    Open,
}

impl CheckState {
    #[must_use]
    pub fn column(self) -> Column {
        match self {
            CheckState::Done => Column::Done,
            CheckState::Tried => Column::Tried,
            CheckState::Missed => Column::Missed,
            CheckState::Unknown => Column::Unknown,
            CheckState::NotAssigned => Column::NotAssigned,
            CheckState::Later | CheckState::Due | CheckState::Overdue => Column::Open,
        }
    }
}

/// Something of all checks, and of those of each column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "Counts", concrete(T = u32))]
pub struct Columns<T> {
    pub total: T,
    pub done: T,
    pub tried: T,
    pub missed: T,
    pub unknown: T,
    pub not_assigned: T,
    pub open: T,
}

/// How many checks stand where. The six parts sum up to `total`.
pub type Counts = Columns<u32>;

impl<T> Columns<T> {
    pub(super) fn of(&mut self, column: Column) -> &mut T {
        match column {
            Column::Done => &mut self.done,
            Column::Tried => &mut self.tried,
            Column::Missed => &mut self.missed,
            Column::Unknown => &mut self.unknown,
            Column::NotAssigned => &mut self.not_assigned,
            Column::Open => &mut self.open,
        }
    }

    #[must_use]
    pub fn map<U>(self, into: impl Fn(T) -> U) -> Columns<U> {
        Columns {
            total: into(self.total),
            done: into(self.done),
            tried: into(self.tried),
            missed: into(self.missed),
            unknown: into(self.unknown),
            not_assigned: into(self.not_assigned),
            open: into(self.open),
        }
    }
}

impl Counts {
    pub fn add(&mut self, state: CheckState) {
        self.total += 1;
        *self.of(state.column()) += 1;
    }
}

impl FromIterator<CheckState> for Counts {
    fn from_iter<T: IntoIterator<Item = CheckState>>(states: T) -> Self {
        let mut counts = Counts::default();
        states.into_iter().for_each(|state| counts.add(state));
        counts
    }
}

impl<T: AddAssign> AddAssign for Columns<T> {
    fn add_assign(&mut self, other: Columns<T>) {
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
