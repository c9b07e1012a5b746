//! What a day reads: everything about it at once, or what is new behind a position of the feed. The number of statements is the
//! same for any number of households.

use std::collections::{BTreeSet, HashMap, HashSet};

use daylog_domain::{
    entries::{Entry, Kind, Origin, latest},
    ids::{EntryId, HouseholdId},
};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    Read, StorageError,
    entries::StoredEntry,
    entry_sets::{self, Households},
    feed::Changes,
};

use super::model::{DayModel, News};
use crate::resolved::{self, ResolvedEntry, Rows, canonical};

/// What is more than this is read afresh sooner than taken in.
const MOST_NEW: u32 = 20_000;

/// Everything about a day that knows nothing yet.
pub fn everything(db: &Read<'_>, day: &DayModel) -> Result<News, StorageError> {
    let entries = resolved::between(db, day.span.neighbours.from, day.span.until())?;
    let seals = resolved::last_seals(db, Households::InQuarantine(day.span.date), day.span.day_ends)?;
    Ok(News { entries, seals: seals.into_iter().map(|(household, seal)| (household, Some(seal))).collect() })
}

/// What is new behind `after`; none where the day has to be read afresh.
pub fn behind(db: &Read<'_>, day: &DayModel, after: i64, changes: Changes) -> Result<Option<News>, StorageError> {
    // What a purge takes away has no position of its own.
    if entry_sets::is_purged_behind(db, after, changes.last)? {
        return Ok(None);
    }
    let fresh = entry_sets::behind(db, after, changes.last, MOST_NEW + 1)?;
    if fresh.len() > usize::try_from(MOST_NEW).unwrap_or(usize::MAX) {
        return Ok(None);
    }
    let amendments = if fresh.is_empty() { Vec::new() } else { entry_sets::amendments_behind(db, after, changes.last)? };
    let Sorted { plain, entangled } = sort(day, fresh, amendments);
    let mut entries = resolved::resolve(db, plain, |_| true)?;
    let plain = entries.len();
    if !entangled.is_empty() && !broken(Fault::DayNotAmended) {
        entries.extend(resolved::resolve(db, entangled, |_| false)?);
    }
    let seals = seals(db, day, &entries, plain)?;
    Ok(Some(News { entries, seals }))
}

/// New entries by what they need.
#[derive(Default)]
struct Sorted {
    /// Nothing acts on these, they never moved, and they claim a time that the day is about.
    plain: Rows,
    /// What acts on something, what is acted on, and what moved: everything about it is looked for again.
    entangled: Rows,
}

fn sort(day: &DayModel, fresh: Vec<StoredEntry>, amendments: Vec<StoredEntry>) -> Sorted {
    let mut sorted = Sorted::default();
    let decoded = |row: StoredEntry| daylog_wire::entry_from_bytes(&row.bytes).ok().map(|entry| (row, entry));
    let fresh: Vec<(StoredEntry, Entry)> = fresh.into_iter().filter_map(decoded).collect();
    let amendments: Vec<(StoredEntry, Entry)> = amendments.into_iter().filter_map(decoded).collect();
    let acted_on: HashSet<EntryId> = fresh.iter().chain(&amendments).filter_map(|(_, entry)| entry.content.amends()).collect();
    // Also where all its places are new: each is looked for with the others.
    let moved: HashSet<Origin> = fresh.iter().filter_map(|(_, entry)| entry.origin).collect();
    for (row, entry) in amendments {
        sorted.entangled.insert(row, entry);
    }
    for (row, entry) in fresh {
        let is_entangled = entry.content.amends().is_some()
            || entry.origin.is_some()
            || acted_on.contains(&row.id)
            || day.knows_moved(&moved, || canonical(&row, &entry));
        if is_entangled {
            sorted.entangled.insert(row, entry);
        } else if day.span.may_hold(entry.claims()) || day.asks_seal_of(&entry).is_some() {
            sorted.plain.insert(row, entry);
        }
    }
    sorted
}

/// What the seals are last found like where that may be another entry now: of a plain entry by comparing, of all else by looking.
fn seals(
    db: &Read<'_>,
    day: &DayModel,
    entries: &[ResolvedEntry],
    plain: usize,
) -> Result<HashMap<HouseholdId, Option<ResolvedEntry>>, StorageError> {
    let (plain, entangled) = entries.split_at_checked(plain).unwrap_or((entries, &[]));
    let asked: BTreeSet<HouseholdId> = entangled.iter().filter_map(|read| day.asks_seal_of(&read.entry)).collect();
    let mut found: HashMap<HouseholdId, Option<ResolvedEntry>> = HashMap::new();
    for read in plain {
        let Some(household) = day.asks_seal_of(&read.entry).filter(|household| !asked.contains(household)) else { continue };
        let known = found.remove(&household).flatten();
        let known = known.or_else(|| Some(day.home(household)?.seal.as_deref()?.clone()));
        let standing = known.into_iter().chain(resolved::seal_stands(read).then(|| read.clone()));
        found.insert(household, latest(standing, day.span.day_ends, ResolvedEntry::order));
    }
    let ids: Vec<u32> = asked.iter().map(|household| household.0).collect();
    let mut looked_for = resolved::last_seals(db, Households::These(&ids), day.span.day_ends)?;
    found.extend(asked.into_iter().map(|household| (household, looked_for.remove(&household))));
    Ok(found)
}
