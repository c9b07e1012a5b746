//! What the steps of a page need of the database, read for many of them at once before the first is looked at. The page may end
//! before they are all used.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::ids::{HouseholdId, LogId};
use daylog_storage::{
    Read, StorageError, households, id,
    pull::{self, LogOf, Pulled},
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
    /// Logs and cadres of entries that were read, and the purge orders about those logs that have any.
    logs: BTreeMap<i64, LogOf>,
    cadres: BTreeMap<i64, String>,
    orders: BTreeMap<LogId, Vec<PurgeOrder>>,
}

impl<'s> Ahead<'s> {
    pub(super) fn new(db: &'s Read<'s>, steps: &'s [(i64, Step)]) -> Self {
        let (entries, households, logs, cadres, orders) = Default::default();
        Ahead { db, steps, entries, households, logs, cadres, orders }
    }

    /// The entry of the step at this place, if there is one.
    pub(super) fn entry(&mut self, place: usize, feed: i64) -> Result<Option<Pulled>, StorageError> {
        if !self.entries.contains_key(&feed) {
            self.entries = pull::entries(self.db, &self.next(place, |step| if let Step::Entry(feed) = step { Some(*feed) } else { None }))?;
            self.learn()?;
        }
        Ok(self.entries.remove(&feed))
    }

    /// Reads what is told of the logs and the cadres of these entries, where it was not read yet.
    fn learn(&mut self) -> Result<(), StorageError> {
        let unknown = |of: fn(&Pulled) -> i64, is_known: &dyn Fn(i64) -> bool| -> Vec<i64> {
            let all: BTreeSet<i64> = self.entries.values().map(of).filter(|row| !is_known(*row)).collect();
            all.into_iter().collect()
        };
        let logs = pull::logs(self.db, &unknown(|entry| entry.log, &|log| self.logs.contains_key(&log)))?;
        let cadres = pull::cadre_names(self.db, &unknown(|entry| entry.cadre, &|cadre| self.cadres.contains_key(&cadre)))?;
        self.orders.extend(purges::of_logs(self.db, &logs.values().map(|log| log.log).collect::<Vec<_>>())?);
        self.logs.extend(logs);
        self.cadres.extend(cadres);
        Ok(())
    }

    /// The log of an entry that was read, by its row.
    pub(super) fn log(&self, row: i64) -> Result<LogOf, StorageError> {
        self.logs.get(&row).copied().ok_or(StorageError::Unreadable { what: "log" })
    }

    /// The name of the cadre of an entry that was read, by its row.
    pub(super) fn cadre_name(&self, row: i64) -> Result<String, StorageError> {
        self.cadres.get(&row).cloned().ok_or(StorageError::Unreadable { what: "cadre" })
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

    /// Whether a purge order names this number of the log of an entry that was read.
    pub(super) fn is_named(&self, log: LogId, sequence: u64) -> bool {
        self.orders.get(&log).is_some_and(|orders| orders.iter().any(|order| order.names(sequence)))
    }

    fn next(&self, place: usize, wanted: impl Fn(&Step) -> Option<i64>) -> Vec<i64> {
        self.steps.iter().skip(place).filter_map(|(_, step)| wanted(step)).take(READ_AT_ONCE).collect()
    }
}

fn record(record: HouseholdRecord) -> Result<String, StorageError> {
    serde_json::to_string(&record).map_err(|_| StorageError::Unreadable { what: "household" })
}
