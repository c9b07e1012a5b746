//! What handing a household over, covering for somebody and taking that back change in its assignments. Pure; it knows no other
//! household, and nothing of who may ask.
//!
//! Whoever is in the way loses the asked stretch of time and keeps the rest: a cover ends by itself, and after it all is as it was.

mod ask;
mod timeline;

use serde::{Deserialize, Serialize};

pub use ask::{Ask, Held};
pub use timeline::{Stretch, Timeline};

use crate::{
    assignment::{Role, Term},
    ids::CadreId,
    time::Instant,
};

/// One change of the table of assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The assignment ends then, or no more at all. One that ends where it begins never holds.
    EndAt {
        id: i64,
        until: Option<Instant>,
    },
    Begin {
        cadre: CadreId,
        role: Role,
        term: Term,
    },
}

/// Why nothing can be done as it was asked, whatever the assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadTerm {
    /// It begins before now: what was owed until now stays as it was.
    FromPast,
    /// It ends before it begins, or at once.
    UntilNotAfterFrom,
    TooFar,
}

/// An ask further ahead is a slip of the pen.
const AHEAD_DAYS: i64 = 366;

/// Whether an ask for this term can be carried out at all. Somebody who filled a form in slowly means now.
pub fn checked(term: Term, now: Instant) -> Result<Term, BadTerm> {
    const SLOW_MINUTES: i64 = 10;
    if term.from < now.plus_minutes(-SLOW_MINUTES) {
        return Err(BadTerm::FromPast);
    }
    let from = term.from.max(now);
    let limit = now.plus_minutes(AHEAD_DAYS * 24 * 60);
    if from > limit || term.until.is_some_and(|until| until > limit) {
        return Err(BadTerm::TooFar);
    }
    if term.until.is_some_and(|until| until <= from) {
        return Err(BadTerm::UntilNotAfterFrom);
    }
    Ok(Term { from, until: term.until })
}

/// What makes the assignments say this from `now` on. What was until now stays as it is. No steps: they say it already.
#[must_use]
pub fn steps(held: &[Held], wanted: &Timeline, now: Instant) -> Vec<Step> {
    let mut left = wanted.from(now);
    let mut steps = Vec::new();
    let mut rows: Vec<&Held> = held.iter().filter(|row| row.term.is_active_within(now, Instant(i64::MAX))).collect();
    rows.sort_by_key(|row| (row.term.from, row.id));
    for row in rows {
        let from = row.term.from.max(now);
        let until = match left.take(row.role, row.cadre, from) {
            Some(stretch) => stretch.until,
            None => Some(from),
        };
        if until != row.term.until {
            steps.push(Step::EndAt { id: row.id, until });
        }
    }
    steps.extend(left.stretches().into_iter().map(|Stretch { cadre, role, term }| Step::Begin { cadre, role, term }));
    steps
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
