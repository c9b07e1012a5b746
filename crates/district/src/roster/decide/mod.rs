//! What a roster's rows mean for what is stored, as a list of steps; a pure function of both. What is already there stays as it
//! is, also where it is spelled in another way, so that the same file twice gives no step.

mod assignees;
mod cadres;
mod home;
mod index;
mod places;
mod residents;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    access::{Resource, Scope},
    change::{self, Subject},
    fold,
    places::Place,
    roster::{Applied, Change, OfDistrict, Remark, RosterRow, Taking},
    time::{Instant, Zone},
};
use daylog_storage::{changes::NewChange, roster::Known};

use self::index::Index;
pub(super) use self::steps::{Id, Step};

/// What is to be written, in this order, and what is told about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) steps: Vec<Step>,
    pub(super) applied: Applied,
    /// For the history of what was stored before.
    pub(super) history: Vec<NewChange>,
}

/// What the rows change of what is known, in the district's zone at this time. Rows of a place that `scope` does not cover are
/// refused.
pub(super) fn decide(known: Known, rows: &[RosterRow], taking: Taking, scope: Scope, (zone, now): (Zone, Instant)) -> Decision {
    let known = Index::new(known, now);
    let mut decider = Decider {
        cadres_within: known.cadres_within(scope),
        known,
        taking,
        scope,
        zone,
        now,
        decision: Decision::default(),
        added: 0,
        changed: BTreeSet::new(),
        dialled: BTreeSet::new(),
    };
    for home in homes(rows) {
        decider.home(&home);
    }
    decider.finish()
}

/// The rows of each household, by its code, in the order of the file.
fn homes(rows: &[RosterRow]) -> Vec<Vec<&RosterRow>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut homes: Vec<Vec<&RosterRow>> = Vec::new();
    for row in rows {
        let place = *places.entry(fold::code(&row.household)).or_insert(homes.len());
        match homes.get_mut(place) {
            Some(home) => home.push(row),
            None => homes.push(vec![row]),
        }
    }
    homes
}

struct Decider {
    known: Index,
    taking: Taking,
    scope: Scope,
    cadres_within: BTreeSet<i64>,
    zone: Zone,
    now: Instant,
    decision: Decision,
    /// Rows that steps so far add.
    added: usize,
    /// Households whose record devices are to hear again.
    changed: BTreeSet<Id>,
    /// Cadres with another telephone number.
    dialled: BTreeSet<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowChange {
    Same,
    Changed,
    Added,
}

impl Decider {
    fn finish(mut self) -> Decision {
        // A number travels with the households that its cadre looks after.
        let homes = self.known.homes_of(&self.dialled).map(Id::Stored);
        self.changed.extend(homes);
        self.decision.steps.extend(self.changed.into_iter().map(|household| Step::TellHousehold { household }));
        self.decision.applied.changes.sort_by_key(|change| change.line);
        self.decision.applied.kept.sort_by_key(|change| change.line);
        self.decision
    }

    fn covers(&self, place: Place) -> bool {
        self.scope.covers(Resource::place(&place))
    }

    /// A step that adds a row: which one later steps mean by it.
    fn add(&mut self, step: Step) -> Id {
        self.decision.steps.push(step);
        self.added += 1;
        Id::New(self.added - 1)
    }

    fn warn(&mut self, line: u64, column: &'static str, of: OfDistrict) {
        self.decision.applied.warnings.push(Remark::new(line, Some(column), of));
    }

    /// What a field is to say: the stored spelling where both mean the same, and what is known where nothing is said.
    fn field(&mut self, about: About<'_>, stored: Option<&str>, said: Option<&str>, folded: fn(&str) -> String) -> Field {
        let said = said.or(stored.filter(|_| !self.taking.blank_clears));
        let is_same = stored == said || stored.map(folded) == said.map(folded);
        if is_same || !self.changes(about, stored, said) {
            return Field { value: stored.map(str::to_owned), change: RowChange::Same };
        }
        Field { value: said.map(str::to_owned), change: RowChange::Changed }
    }

    /// A field that is told otherwise: whether it changes. What was corrected by hand stays, unless the file is to count.
    fn changes(&mut self, about: About<'_>, stored: Option<&str>, said: Option<&str>) -> bool {
        let About { line, of, field, kept } = about;
        let (before, after) = (stored.map(str::to_owned), said.map(str::to_owned));
        let change = Change { line, of: of.to_owned(), field, from: before.clone(), to: after.clone() };
        if !self.taking.over_edits && kept.is_some_and(|kept| self.known.by_hand.contains(&(kept.subject, kept.id, kept.field))) {
            self.decision.applied.kept.push(change);
            return false;
        }
        self.decision.applied.changes.push(change);
        if let Some(Kept { subject, id, household, field }) = kept {
            self.decision.history.push(NewChange { subject, id, household, field, before, after });
        }
        true
    }
}

/// Which field of whom a change is about.
#[derive(Clone, Copy)]
struct About<'a> {
    line: u64,
    of: &'a str,
    field: &'static str,
    /// Where it stands in the history; none where it is new with this file.
    kept: Option<Kept>,
}

#[derive(Clone, Copy)]
struct Kept {
    subject: Subject,
    id: i64,
    household: Option<i64>,
    field: change::Field,
}

struct Field {
    value: Option<String>,
    change: RowChange,
}

#[cfg(test)]
mod tests;
