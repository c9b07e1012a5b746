//! Rows of entries and amendments put together: duplicates merged, amendments folded in. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use daylog_domain::{
    entries::{
        Entry, Kind, Origin,
        ahead::{self, Evidence},
        history::{Amendment, fold},
    },
    ids::{EntryId, LogId},
    time::Instant,
};
use daylog_faults::{Fault, broken};
use daylog_storage::entries::StoredEntry;
use daylog_wire::chain;

use super::entry::ResolvedEntry;

type Decoded = (StoredEntry, Entry);

/// Entries by feed, and what acts on them by the entry that it names.
#[derive(Debug, Default)]
pub struct Rows {
    originals: BTreeMap<i64, Decoded>,
    amendments: HashMap<EntryId, BTreeMap<i64, Decoded>>,
    /// The other places of an entry that moved, and their common name, once duplicates are merged.
    elsewhere: HashMap<EntryId, (Origin, Vec<EntryId>)>,
}

/// The name that all places of an entry share, whichever of them is looked at.
pub fn canonical(row: &StoredEntry, entry: &Entry) -> Origin {
    entry.origin.unwrap_or_else(|| chain::origin(row.id, &row.bytes))
}

impl Rows {
    pub fn of(rows: impl IntoIterator<Item = StoredEntry>) -> Self {
        let mut found = Rows::default();
        found.add(rows);
        found
    }

    pub fn add(&mut self, rows: impl IntoIterator<Item = StoredEntry>) {
        for row in rows {
            // What was projected was readable; a later version's kind still is.
            let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { continue };
            self.insert(row, entry);
        }
    }

    pub fn insert(&mut self, row: StoredEntry, entry: Entry) {
        match entry.content.amends() {
            Some(target) => _ = self.amendments.entry(target).or_default().insert(row.feed, (row, entry)),
            None => _ = self.originals.insert(row.feed, (row, entry)),
        }
    }

    /// Whether nothing is here that would be shown.
    pub fn is_empty(&self) -> bool {
        self.originals.is_empty() && self.amendments.is_empty()
    }

    /// Entries that are acted on and are not here.
    pub fn absent(&self) -> Vec<EntryId> {
        let present: HashSet<EntryId> = self.originals.values().map(|(row, _)| row.id).collect();
        self.amendments.keys().filter(|target| !present.contains(target)).copied().collect()
    }

    /// Which times of those that are asked for are claimed here.
    pub fn claims(&self, is_asked: impl Fn(Instant) -> bool) -> Vec<Instant> {
        let claims: HashSet<Instant> = self.originals.values().map(|(_, entry)| entry.claims()).filter(|at| is_asked(*at)).collect();
        claims.into_iter().collect()
    }

    /// Takes of `rows` what is another place of an entry that claims one of these times; says which those are.
    pub fn add_places_of(&mut self, claims: &[Instant], rows: Vec<StoredEntry>) -> Vec<EntryId> {
        let asked = self.originals.values().filter(|(_, entry)| claims.contains(&entry.claims()));
        let names: HashSet<Origin> = asked.map(|(row, entry)| canonical(row, entry)).collect();
        let mut places = Vec::new();
        for row in rows {
            let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { continue };
            let is_new = entry.content.amends().is_none() && !self.originals.contains_key(&row.feed);
            if is_new && names.contains(&canonical(&row, &entry)) {
                places.push(row.id);
                self.originals.insert(row.feed, (row, entry));
            }
        }
        places
    }

    /// An entry that moved to another log twice, because a copy of the profile moved it too, is one entry, with what was said of
    /// any of its places.
    pub fn merge_duplicates(&mut self) {
        if broken(Fault::MovedTwiceShownTwice) {
            return;
        }
        for (origin, mut group) in self.duplicates() {
            group.sort_by_key(|(id, _)| origin.rank(*id));
            let Some(kept) = group.first().map(|(id, _)| *id) else { continue };
            for (_, feed) in group.iter().skip(1) {
                let Some((dropped, _)) = self.originals.remove(feed) else { continue };
                self.elsewhere.entry(kept).or_insert((origin, Vec::new())).1.push(dropped.id);
                for (feed, (row, mut entry)) in self.amendments.remove(&dropped.id).unwrap_or_default() {
                    entry.content.redirect(kept);
                    self.amendments.entry(kept).or_default().insert(feed, (row, entry));
                }
            }
        }
    }

    /// Entries of which more than one place is here.
    fn duplicates(&self) -> impl Iterator<Item = (Origin, Vec<(EntryId, i64)>)> + use<> {
        let mut found: HashMap<Origin, Vec<(EntryId, i64)>> = HashMap::new();
        for (row, entry) in self.originals.values() {
            if let Some(origin) = entry.origin {
                found.entry(origin).or_default().push((row.id, row.feed));
            }
        }
        let first_places: HashSet<EntryId> = found.keys().map(|origin| origin.place).collect();
        for (row, _) in self.originals.values().filter(|(row, _)| first_places.contains(&row.id)) {
            if let Some(moved) = found.get_mut(&chain::origin(row.id, &row.bytes)) {
                moved.push((row.id, row.feed));
            }
        }
        found.into_iter().filter(|(_, group)| group.len() > 1)
    }

    /// Entries whose clocks can only be judged by what stands before them in their logs.
    pub fn doubtful(&self) -> Vec<EntryId> {
        let asks = |(row, entry): &&Decoded| {
            let mut asks = false;
            let _nothing_read = Evidence::gather(entry, Some(row.received), || {
                asks = true;
                Ok::<_, std::convert::Infallible>(Vec::new())
            });
            asks
        };
        self.all().filter(asks).map(|(row, _)| row.id).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Decoded> {
        self.originals.values().chain(self.amendments.values().flat_map(BTreeMap::values))
    }

    /// Each entry with what counts of what acts on it, by feed.
    pub fn fold(mut self, earlier: &Earlier) -> Vec<ResolvedEntry> {
        let originals = std::mem::take(&mut self.originals);
        originals.into_values().map(|(row, entry)| self.fold_one(row, entry, earlier)).collect()
    }

    fn fold_one(&mut self, row: StoredEntry, entry: Entry, earlier: &Earlier) -> ResolvedEntry {
        let amendments = self.amendments.remove(&row.id).unwrap_or_default();
        let given: Vec<Amendment<'_>> = amendments
            .values()
            .map(|(row, entry)| Amendment { id: row.id, cadre: row.cadre, entry, evidence: earlier.evidence(row, entry) })
            .collect();
        let effective = fold(row.id, row.cadre, &entry, earlier.evidence(&row, &entry), &given);
        let mut by_id: HashMap<EntryId, Decoded> = amendments.into_values().map(|(row, entry)| (row.id, (row, entry))).collect();
        let counted =
            effective.amendments.iter().filter_map(|id| by_id.remove(id)).map(|(row, entry)| (row.received, row.id, entry)).collect();
        let (name, elsewhere) = self.elsewhere.remove(&row.id).unzip();
        ResolvedEntry {
            feed: row.feed,
            id: row.id,
            cadre: row.cadre,
            received: row.received,
            moved: name.or(entry.origin),
            entry,
            effective,
            amendments: counted,
            elsewhere: elsewhere.unwrap_or_default(),
        }
    }
}

/// What stands before doubtful entries in their logs.
#[derive(Debug, Default)]
pub struct Earlier(BTreeMap<(LogId, u64), Entry>);

impl Earlier {
    pub fn of(rows: Vec<StoredEntry>) -> Self {
        let decoded =
            rows.into_iter().filter_map(|row| Some(((row.id.log, row.id.sequence), daylog_wire::entry_from_bytes(&row.bytes).ok()?)));
        Earlier(decoded.collect())
    }

    /// What is known of when an entry was saved beside its own bytes.
    fn evidence(&self, row: &StoredEntry, entry: &Entry) -> Evidence {
        let before = || {
            let of_log = self.0.range((row.id.log, 0)..(row.id.log, row.id.sequence)).rev();
            let newest = of_log.take(usize::try_from(ahead::PREVIOUS_READ).unwrap_or(usize::MAX));
            Ok::<_, std::convert::Infallible>(newest.map(|(_, entry)| entry.clone()).collect())
        };
        let Ok(evidence) = Evidence::gather(entry, Some(row.received), before);
        evidence
    }
}
