//! Coverage: what became of each check. Computed from checks, entries, assignments and the present time, and never stored.

mod counts;
mod matching;
mod owing;
mod strip;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::{
    counts::{Counts, Reach, reach},
    owing::Owing,
    strip::{StripDay, StripState, strip},
};
use crate::{
    check::Check,
    entry::Outcome,
    ids::{EntryId, HouseholdId, ResidentId},
    plan::CheckKind,
    time::Instant,
};

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

/// What coverage needs of an entry that stands: corrected where it was corrected, not withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    pub entry: EntryId,
    pub household: HouseholdId,
    pub resident: Option<ResidentId>,
    pub kind: CheckKind,
    pub outcome: Outcome,
    /// The time that the cadre claims.
    pub at: Instant,
    /// When it was first said: no check is done by what was said before its window opened.
    pub said_at: Instant,
    pub is_late: bool,
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
/// An entry satisfies at most one check. Where windows of one kind and target reach across midnight, give the
/// neighbouring days' checks as well, or an entry near midnight could count once on each day.
/// Linear in checks and acts but for the sorting within one target; the acts may come in any order.
#[must_use]
pub fn cover(checks: &[Check], acts: &[Act], owing: &Owing<'_>, now: Instant) -> Vec<Covered> {
    let matched = matching::match_acts(checks, acts);
    let covered = checks.iter().zip(matched).map(|(check, act)| Covered {
        check: *check,
        state: act.map_or_else(|| state_without_entry(check, owing, now), |act| state_with(act.outcome)),
        entry: act.map(|act| act.entry),
        late: act.is_some_and(|act| act.is_late),
        nobody_owes: owing.of(check).next().is_none(),
    });
    covered.collect()
}

fn state_with(outcome: Outcome) -> CheckState {
    match outcome {
        Outcome::Done => CheckState::Done,
        Outcome::Tried => CheckState::Tried,
    }
}

fn state_without_entry(check: &Check, owing: &Owing<'_>, now: Instant) -> CheckState {
    if now < check.opens_at {
        CheckState::Later
    } else if now <= check.due_at {
        CheckState::Due
    } else if owing.of(check).next().is_none() {
        CheckState::NotAssigned
    } else if now <= check.closes_at {
        CheckState::Overdue
    } else if owing.has_reported(check) {
        CheckState::Missed
    } else {
        CheckState::Unknown
    }
}

/// After how many tries in a row without success somebody is alerted.
pub const TRIES_BEFORE_ALERT: usize = 3;

/// Whether the newest entries of one target, newest last, are three tries in a row.
#[must_use]
pub fn three_tried_in_a_row(acts: &[Act]) -> bool {
    let newest = acts.iter().rev().take(TRIES_BEFORE_ALERT);
    newest.filter(|act| act.outcome == Outcome::Tried).count() == TRIES_BEFORE_ALERT
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod uncounted;
