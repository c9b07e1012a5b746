//! What the steps of a page need of the database, read for many of them at once before the first is looked at. The page may end
//! before they are all used.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::ids::{HouseholdId, LogId};
use daylog_storage::{
    Read, StorageError, households, id, number,
    pull::{self, Pulled},
    purges,
};
use daylog_wire::{feed::HouseholdRecord, purge::PurgeOrder};

/// Steps of one kind that are read together.
const READ_AT_ONCE: usize = 256;

/// What stands at a position.
pub(super) enum Step {
    Settings,
    Household(i64),
    Removed(i64),
    Entry(i64),
    Purge,
}

pub(super) struct Ahead<'s> {
    db: &'s Read<'s>,
    /// In the order of their positions.
    pub(super) steps: &'s [(i64, Step)],
    entries: BTreeMap<i64, Pulled>,
    households: BTreeMap<HouseholdId, String>,
    /// Logs of entries that were read, and the purge orders about those that have any.
    logs: BTreeSet<LogId>,
    orders: BTreeMap<LogId, Vec<PurgeOrder>>,
}

impl<'s> Ahead<'s> {
    pub(super) fn new(db: &'s Read<'s>, steps: &'s [(i64, Step)]) -> Self {
        let (entries, households, logs, orders) = Default::default();
        Ahead { db, steps, entries, households, logs, orders }
    }

    /// The entry of the step at this place, if there is one.
    pub(super) fn entry(&mut self, place: usize, feed: i64) -> Result<Option<Pulled>, StorageError> {
        if !self.entries.contains_key(&feed) {
            self.entries = pull::entries(self.db, &self.next(place, |step| if let Step::Entry(feed) = step { Some(*feed) } else { None }))?;
            let logs: BTreeSet<LogId> = self.entries.values().map(|entry| entry.log).filter(|log| !self.logs.contains(log)).collect();
            self.orders.extend(purges::of_logs(self.db, &logs.iter().copied().collect::<Vec<_>>())?);
            self.logs.extend(logs);
        }
        Ok(self.entries.remove(&feed))
    }

    /// The record of the household of the step at this place as it travels, if there is one.
    pub(super) fn household(&mut self, place: usize, household: i64) -> Result<Option<String>, StorageError> {
        let household_id = HouseholdId(id(household)?);
        if !self.households.contains_key(&household_id) {
            let next = self.next(place, |step| if let Step::Household(household) = step { Some(*household) } else { None });
            for (household, (stored, assignments)) in households::with_assignments(self.db, &next)? {
                self.households.insert(household, record(HouseholdRecord { household: stored.household, assignments })?);
            }
        }
        Ok(self.households.remove(&household_id))
    }

    /// Whether a purge order names the number of an entry that was read.
    pub(super) fn is_named(&self, entry: &Pulled) -> Result<bool, StorageError> {
        let sequence = number(entry.sequence)?;
        Ok(self.orders.get(&entry.log).is_some_and(|orders| orders.iter().any(|order| order.names(sequence))))
    }

    fn next(&self, place: usize, wanted: impl Fn(&Step) -> Option<i64>) -> Vec<i64> {
        self.steps.iter().skip(place).filter_map(|(_, step)| wanted(step)).take(READ_AT_ONCE).collect()
    }
}

fn record(record: HouseholdRecord) -> Result<String, StorageError> {
    serde_json::to_string(&record).map_err(|_| StorageError::Unreadable { what: "household" })
}
