//! How far an errand has come: several entries, perhaps of several cadres who knew nothing of each other, as one errand.

use super::errand::{Errand, Item, Step};
use crate::ids::{CadreId, EntryId};

/// One entry of an errand as it stands: corrected where it was corrected. Withdrawn ones are left out by the caller.
#[derive(Debug, Clone, Copy)]
pub struct ErrandEntry<'a> {
    pub id: EntryId,
    pub cadre: CadreId,
    pub errand: &'a Errand,
}

/// An errand as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What was last said to be wanted or brought.
    pub items: Vec<Item>,
    pub step: Step,
    /// Everybody whose acceptance stands, the first one first.
    pub accepted_by: Vec<CadreId>,
    /// Who did it, else the first whose acceptance stands.
    pub doer: Option<CadreId>,
}

impl Progress {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.step.is_open()
    }
}

/// Folds the entries of one errand; none when there are none.
///
/// `entries` come in the order that the server gave them, those that it has not seen last; that order names the doer
/// and nothing else. Done implies the steps before and stays; a cadre who declines takes back only their own acceptance.
#[must_use]
pub fn progress(entries: &[ErrandEntry<'_>]) -> Option<Progress> {
    let last = entries.last()?;
    let items = entries.iter().rev().find(|entry| !entry.errand.items.is_empty()).unwrap_or(last).errand.items.clone();
    let done_by = entries.iter().find(|entry| entry.errand.step == Step::Done).map(|entry| entry.cadre);
    let mut accepted_by: Vec<CadreId> = Vec::new();
    for entry in entries {
        match entry.errand.step {
            Step::Accepted | Step::Done if !accepted_by.contains(&entry.cadre) => accepted_by.push(entry.cadre),
            Step::Declined => accepted_by.retain(|cadre| *cadre != entry.cadre),
            _ => {}
        }
    }
    let step = if done_by.is_some() {
        Step::Done
    } else if !accepted_by.is_empty() {
        Step::Accepted
    } else if entries.iter().any(|entry| entry.errand.step == Step::Declined) {
        Step::Declined
    } else {
        Step::Asked
    };
    Some(Progress { items, step, doer: done_by.or_else(|| accepted_by.first().copied()), accepted_by })
}
