//! Coverage: what became of each check. Computed from checks, entries, assignments and the present time, and never stored.

mod counts;
mod matching;
mod neighbours;
mod observation;
mod reach;
mod responsible;
mod strip;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::{
    counts::{Column, Columns, Counts},
    neighbours::Neighbours,
    observation::{Observation, TRIES_BEFORE_ALERT, three_tried_in_a_row},
    reach::{Count, Reach, Tally, tally},
    responsible::Responsible,
    strip::{StripDay, StripState, strip},
};
use crate::{check::Check, entries::Outcome, ids::EntryId, time::Instant};

/// Where a check stands. The last five are coverage proper; the first three say that its window is not yet closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Its window has not opened.
    Later,
    /// Its window is open and its time has not passed.
    Due,
    /// Its time has passed, its window is still open.
    Overdue,
    Done,
    /// No answer, refused, not reached. While the window is open it may still become done.
    Tried,
    /// Closed, nothing logged, and every device that could hold an entry has reported.
    Missed,
    /// Closed, nothing logged here, but some device has not reported since.
    Unknown,
    /// Its time has passed, nothing logged, and nobody was responsible when it was due. Nobody missed it.
    NotAssigned,
}

/// A check and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    pub check: Check,
    pub state: CheckState,
    /// The entry that made it done or tried.
    pub entry: Option<EntryId>,
    /// That entry is a late one.
    pub late: bool,
    /// No assignment owed it at its time; somebody has to be told.
    pub nobody_owes: bool,
}

/// Says for each check, in the given order, what became of it.
///
/// An entry satisfies at most one check. Give the checks and observations of the day's `Neighbours` as well, or an entry near
/// midnight could count once on each day.
/// Linear in checks and observations but for the sorting within one target; the observations may come in any order.
#[must_use]
pub fn cover(checks: &[Check], observations: &[Observation], responsible: &Responsible<'_>, now: Instant) -> Vec<Covered> {
    let satisfied = satisfied(checks, observations);
    checks.iter().zip(satisfied).map(|(check, observation)| stand(check, observation, responsible, now)).collect()
}

/// For each check, in the given order, the observation that satisfies it, under the same conditions as `cover`. It says nothing of
/// the present time, so it can be kept until an entry of these households comes or goes. Households do not mix.
#[must_use]
pub fn satisfied<'o>(checks: &'o [Check], observations: &'o [Observation]) -> Vec<Option<&'o Observation>> {
    matching::match_observations(checks, observations)
}

/// What became of one check, given what satisfies it.
#[must_use]
pub fn stand(check: &Check, observation: Option<&Observation>, responsible: &Responsible<'_>, now: Instant) -> Covered {
    Covered {
        check: *check,
        state: observation.map_or_else(|| state_without_entry(check, responsible, now), |observation| state_with(observation.outcome)),
        entry: observation.map(|observation| observation.entry),
        late: observation.is_some_and(|observation| observation.is_late),
        nobody_owes: responsible.of(check).next().is_none(),
    }
}

fn state_with(outcome: Outcome) -> CheckState {
    match outcome {
        Outcome::Done => CheckState::Done,
        Outcome::Tried => CheckState::Tried,
    }
}

fn state_without_entry(check: &Check, responsible: &Responsible<'_>, now: Instant) -> CheckState {
    if now < check.opens_at {
        CheckState::Later
    } else if now <= check.due_at {
        CheckState::Due
    } else if responsible.of(check).next().is_none() {
        CheckState::NotAssigned
    } else if now <= check.closes_at {
        CheckState::Overdue
    } else if responsible.has_reported(check) {
        CheckState::Missed
    } else {
        CheckState::Unknown
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod targets;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod uncounted;
