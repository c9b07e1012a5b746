//! Saving: entry, head and projection in one transaction that is on disk when it returns.

use daylog_domain::{entries::Entry, ids::EntryId};
use daylog_wire::{ENTRY_LIMIT, chain};
use rusqlite::Connection;

use crate::{
    Random, Store, StoreError, projection,
    table::{
        entry, kept_field,
        log::{self, LogFacts},
        trust, uncertain,
    },
};

/// What goes with entries that are saved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The field that they were typed into, which is forgotten.
    pub typed: Option<&'a str>,
    /// The places of those that claim a "now" of which no server had told.
    pub untold: &'a [usize],
}

impl Store {
    /// Appends all of `entries` to this device's log, or none.
    pub fn append(&mut self, entries: &[Entry]) -> Result<Vec<EntryId>, StoreError> {
        self.append_with(entries, Beside::default(), |_| None)
    }

    /// The same with what goes with them, and one field that is kept: whoever is killed in between finds all of it or nothing.
    pub fn append_with(
        &mut self,
        entries: &[Entry],
        beside: Beside<'_>,
        field: impl FnOnce(&[EntryId]) -> Option<(&'static str, String)>,
    ) -> Result<Vec<EntryId>, StoreError> {
        entries.iter().try_for_each(Entry::validate)?;
        self.must_last()?;
        let (transaction, random) = self.write()?;
        let mut facts = log::open_log(&transaction)?;
        let ids: Vec<_> = entries.iter().map(|entry| append_one(&transaction, &mut facts, entry, random)).collect::<Result<_, _>>()?;
        log::advance(&transaction, facts.key, facts.last, facts.head)?;
        if let Some(key) = beside.typed {
            kept_field::forget(&transaction, key)?;
        }
        for id in beside.untold.iter().filter_map(|place| ids.get(*place)) {
            uncertain::note(&transaction, *id)?;
        }
        if let Some(last) = entries.last() {
            let known = trust::known(&transaction)?;
            let trust = known.saved(last.clocks.reading(), last.clocks.server);
            if trust != known {
                trust::keep(&transaction, &trust)?;
            }
        }
        if let Some((key, text)) = field(&ids) {
            kept_field::keep(&transaction, key, &text)?;
        }
        transaction.commit()?;
        self.saves += 1;
        Ok(ids)
    }
}

/// Appends without moving the log's row on; the caller does that once at the end.
pub(crate) fn append_one(
    connection: &Connection,
    facts: &mut LogFacts,
    entry: &Entry,
    random: &mut dyn Random,
) -> Result<EntryId, StoreError> {
    let bytes = daylog_wire::entry_to_bytes(entry);
    if bytes.len() > ENTRY_LIMIT {
        return Err(StoreError::TooLarge { limit: ENTRY_LIMIT });
    }
    let sequence = facts.last + 1;
    let seed = log::block_seed(connection, facts.key, chain::block_of(sequence), random)?;
    facts.head = chain::next_head(facts.head, chain::commitment(chain::salt(seed, sequence), &bytes));
    facts.last = sequence;
    let key = entry::insert(connection, facts.key, sequence, &bytes, Some(facts.head), None)?;
    let id = EntryId { log: facts.log, sequence };
    projection::project(connection, key, id, entry)?;
    Ok(id)
}
