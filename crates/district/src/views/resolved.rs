//! Stored entries as they stand now: each with its amendments folded in.

use std::collections::{BTreeMap, HashMap, HashSet};

use daylog_domain::{
    coverage::Observation,
    entries::{
        ClaimOrder, Entry, Kind, Origin,
        ahead::{self, Evidence},
        history::{Amendment, Effective, fold},
        latest,
    },
    ids::{CadreId, EntryId},
    readings::Reading,
    settings::Settings,
    time::Instant,
};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    Read, StorageError,
    entries::{self, StoredEntry},
};
use daylog_wire::chain;

/// One entry as it stands.
#[derive(Debug, Clone)]
pub(super) struct ResolvedEntry {
    pub feed: i64,
    pub id: EntryId,
    pub cadre: CadreId,
    pub received: Instant,
    pub entry: Entry,
    pub effective: Effective,
    /// Those that count, in the order in which they were saved.
    pub amendments: Vec<(Instant, EntryId, Entry)>,
}

impl ResolvedEntry {
    pub(super) fn observation(&self, settings: &Settings) -> Option<Observation> {
        self.effective.observation(self.id, &self.entry, settings.late_after_minutes)
    }

    pub(super) fn reading(&self) -> Option<Reading> {
        self.effective.reading(self.id, &self.entry)
    }

    pub(super) fn order(&self) -> ClaimOrder {
        self.effective.order(self.id, &self.entry)
    }

    pub(super) fn is_late(&self, settings: &Settings) -> bool {
        self.effective.is_late(settings.late_after_minutes)
    }
}

/// All entries of a household as they stand, by feed; at most the newest `limit` rows are read.
pub(super) fn of_household(db: &Read<'_>, household: u32, limit: u32) -> Result<Vec<ResolvedEntry>, StorageError> {
    let rows = entries::of_household(db, household, limit)?;
    assemble(db, rows, Vec::new())
}

/// Entries that claim a time in `from..until`, also by a correction.
pub(super) fn between(db: &Read<'_>, from: Instant, until: Instant) -> Result<Vec<ResolvedEntry>, StorageError> {
    let rows = entries::claimed_between(db, from, until)?;
    let amendments = entries::amendments_between(db, from, until)?;
    assemble(db, rows, amendments)
}

/// A seal is looked at once or twice a day for two or three weeks.
const SEALS_READ: u32 = 64;

/// What the seal was last found like up to `until`, in an entry that stands.
pub(super) fn last_seal(db: &Read<'_>, household: u32, until: Instant) -> Result<Option<ResolvedEntry>, StorageError> {
    let read = |row: StoredEntry| {
        let amendments = entries::amendments_of(db, row.id)?;
        let stands = |read: &ResolvedEntry| read.effective.counts() && read.effective.content.seal().is_some();
        Ok::<_, StorageError>(assemble(db, vec![row], amendments)?.pop().filter(stands))
    };
    // What was corrected may have come from any other time, also from one to come.
    let mut found: Vec<ResolvedEntry> = Vec::new();
    for row in entries::amended_seals_of(db, household, SEALS_READ)? {
        found.extend(read(row)?);
    }
    // One that was withdrawn or is ahead of its time is passed over; more than so many in a row are not looked behind.
    for row in entries::seals_of(db, household, until, SEALS_READ)? {
        let claims = daylog_wire::entry_from_bytes(&row.bytes).map(|entry| entry.claims());
        let newest = found.iter().map(|read| read.effective.at.instant).filter(|at| *at < until).max();
        // Whatever comes behind it claims an earlier time, unless it was corrected: then it is among the amended ones.
        if claims.is_ok_and(|claims| newest.is_some_and(|newest| claims < newest)) {
            break;
        }
        found.extend(read(row)?);
    }
    Ok(latest(found, until, ResolvedEntry::order))
}

type Decoded = (StoredEntry, Entry);

fn assemble(db: &Read<'_>, rows: Vec<StoredEntry>, more_amendments: Vec<StoredEntry>) -> Result<Vec<ResolvedEntry>, StorageError> {
    let mut originals: BTreeMap<i64, Decoded> = BTreeMap::new();
    let mut amendments: HashMap<EntryId, BTreeMap<i64, Decoded>> = HashMap::new();
    for row in rows.into_iter().chain(more_amendments) {
        // What was projected was readable; a later version's kind still is.
        let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { continue };
        match entry.content.amends() {
            Some(target) => _ = amendments.entry(target).or_default().insert(row.feed, (row, entry)),
            None => _ = originals.insert(row.feed, (row, entry)),
        }
    }
    let present: HashSet<EntryId> = originals.values().map(|(row, _)| row.id).collect();
    let absent: Vec<EntryId> = amendments.keys().filter(|target| !present.contains(target)).copied().collect();
    // An amendment without its entry: the entry claims another time, or came in beyond the limit, or is not held at all.
    for target in absent {
        let Some(row) = entries::by_id(db, target)? else { continue };
        let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { continue };
        for amendment in entries::amendments_of(db, target)? {
            if let Ok(read) = daylog_wire::entry_from_bytes(&amendment.bytes) {
                amendments.entry(target).or_default().insert(amendment.feed, (amendment, read));
            }
        }
        originals.insert(row.feed, (row, entry));
    }
    merge_duplicates(&mut originals, &mut amendments);
    let read_one = |(row, entry): Decoded| {
        let of_this = amendments.remove(&row.id).unwrap_or_default();
        read(db, &row, entry, of_this)
    };
    originals.into_values().map(read_one).collect()
}

/// An entry that moved to another log twice, because a copy of the profile moved it too, is one entry, with what was said of any
/// of its places.
fn merge_duplicates(originals: &mut BTreeMap<i64, Decoded>, amendments: &mut HashMap<EntryId, BTreeMap<i64, Decoded>>) {
    if broken(Fault::MovedTwiceShownTwice) {
        return;
    }
    let mut duplicates: HashMap<Origin, Vec<(EntryId, i64)>> = HashMap::new();
    for (row, entry) in originals.values() {
        if let Some(origin) = entry.origin {
            duplicates.entry(origin).or_default().push((row.id, row.feed));
        }
    }
    let first_places: HashSet<EntryId> = duplicates.keys().map(|origin| origin.place).collect();
    for (row, _) in originals.values().filter(|(row, _)| first_places.contains(&row.id)) {
        if let Some(moved) = duplicates.get_mut(&chain::origin(row.id, &row.bytes)) {
            moved.push((row.id, row.feed));
        }
    }
    for (origin, mut group) in duplicates.into_iter().filter(|(_, group)| group.len() > 1) {
        group.sort_by_key(|(id, _)| origin.rank(*id));
        let Some(kept) = group.first().map(|(id, _)| *id) else { continue };
        for (_, feed) in group.iter().skip(1) {
            let Some((dropped, _)) = originals.remove(feed) else { continue };
            for (feed, (row, mut entry)) in amendments.remove(&dropped.id).unwrap_or_default() {
                entry.content.redirect(kept);
                amendments.entry(kept).or_default().insert(feed, (row, entry));
            }
        }
    }
}

fn read(db: &Read<'_>, row: &StoredEntry, entry: Entry, amendments: BTreeMap<i64, Decoded>) -> Result<ResolvedEntry, StorageError> {
    let given: Vec<Amendment<'_>> = amendments
        .values()
        .map(|(row, entry)| Ok(Amendment { id: row.id, cadre: row.cadre, entry, evidence: evidence(db, row, entry)? }))
        .collect::<Result<_, StorageError>>()?;
    let effective = fold(row.id, row.cadre, &entry, evidence(db, row, &entry)?, &given);
    let mut by_id: HashMap<EntryId, Decoded> = amendments.into_values().map(|(row, entry)| (row.id, (row, entry))).collect();
    let counted = effective.amendments.iter().filter_map(|id| by_id.remove(id)).map(|(row, entry)| (row.received, row.id, entry)).collect();
    Ok(ResolvedEntry { feed: row.feed, id: row.id, cadre: row.cadre, received: row.received, entry, effective, amendments: counted })
}

/// What is known of when it was saved beside its own bytes.
fn evidence(db: &Read<'_>, row: &StoredEntry, entry: &Entry) -> Result<Evidence, StorageError> {
    Evidence::gather(entry, Some(row.received), || {
        let before = entries::before(db, row.id, ahead::PREVIOUS_READ)?;
        Ok(before.iter().filter_map(|row| daylog_wire::entry_from_bytes(&row.bytes).ok()).collect())
    })
}
