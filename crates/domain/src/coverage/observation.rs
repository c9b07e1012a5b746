//! What coverage is given of entries.

use crate::{check::Check, entries::Outcome, ids::EntryId, plan::CheckKind, target::Target, time::Instant};

/// What coverage needs of an entry that stands: corrected where it was corrected, not withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    pub entry: EntryId,
    pub target: Target,
    pub kind: CheckKind,
    pub outcome: Outcome,
    /// The time that the cadre claims.
    pub at: Instant,
    /// When it was first said: no check is done by what was said before its window opened.
    pub said_at: Instant,
    pub is_late: bool,
}

impl Observation {
    /// The last instant at which a window may open that is to hold it: it was neither said nor, as it claims, happened before.
    pub(super) fn opened_by(&self) -> Instant {
        self.at.min(self.said_at)
    }

    pub(super) fn fits(&self, check: &Check) -> bool {
        check.opens_at <= self.opened_by() && check.window_holds(self.at)
    }
}

/// After how many tries in a row without success somebody is alerted.
pub const TRIES_BEFORE_ALERT: usize = 3;

/// Whether the newest entries of one target, newest last, are three tries in a row.
#[must_use]
pub fn three_tried_in_a_row(observations: &[Observation]) -> bool {
    let newest = observations.iter().rev().take(TRIES_BEFORE_ALERT);
    newest.filter(|observation| observation.outcome == Outcome::Tried).count() == TRIES_BEFORE_ALERT
}
