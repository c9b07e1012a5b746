//! What each household's seal was last found like.

use std::collections::{BTreeMap, HashMap};

use daylog_domain::{entries::latest, ids::HouseholdId, time::Instant};
use daylog_storage::{
    Read, StorageError,
    entries::StoredEntry,
    entry_sets::{self, Households},
};

use super::{entry::ResolvedEntry, read::resolve, rows::Rows};

/// How many are looked at of every household first; nearly always the newest stands.
const NEWEST: u32 = 3;
/// A seal is looked at once or twice a day for two or three weeks: more than so many in a row that do not stand are not looked
/// behind.
const SEALS_READ: u32 = 64;

/// Of each of these households the last entry up to `until` that stands and says how the seal was.
pub fn last_seals(db: &Read<'_>, households: Households<'_>, until: Instant) -> Result<HashMap<HouseholdId, ResolvedEntry>, StorageError> {
    let (mut found, unsure) = among(db, households, until, NEWEST)?;
    if !unsure.is_empty() {
        let (further, _) = among(db, Households::These(&unsure), until, SEALS_READ)?;
        found.extend(further);
    }
    Ok(found)
}

/// The last among the newest `count` and all that were amended; and the households where an older one could be the last.
fn among(
    db: &Read<'_>,
    households: Households<'_>,
    until: Instant,
    count: u32,
) -> Result<(HashMap<HouseholdId, ResolvedEntry>, Vec<u32>), StorageError> {
    let newest = entry_sets::newest_seals(db, households, until, count)?;
    let floors = floors(&newest, count);
    let mut rows = Rows::of(newest);
    // What was corrected may have come from any other time, also from one to come.
    rows.add(entry_sets::amended_seals(db, households)?);
    rows.add(entry_sets::amendments_of_seals(db, households)?);
    let mut standing: HashMap<HouseholdId, Vec<ResolvedEntry>> = HashMap::new();
    for seal in resolve(db, rows, |_| true)?.into_iter().filter(stands) {
        if let Some(household) = seal.entry.household() {
            standing.entry(household).or_default().push(seal);
        }
    }
    let last = |(household, seals)| Some((household, latest(seals, until, ResolvedEntry::order)?));
    let found: HashMap<HouseholdId, ResolvedEntry> = standing.into_iter().filter_map(last).collect();
    // Whatever was not read claims an earlier time than the floor.
    let is_sure = |household: &HouseholdId, floor: Instant| found.get(household).is_some_and(|seal| seal.effective.at.instant >= floor);
    let unsure = floors.into_iter().filter(|(household, floor)| !is_sure(household, *floor)).map(|(household, _)| household.0).collect();
    Ok((found, unsure))
}

/// Whether it counts, and says how the seal was.
pub fn stands(seal: &ResolvedEntry) -> bool {
    seal.effective.counts() && seal.effective.content.seal().is_some()
}

/// The oldest claim that was read of each household of which not all was read.
fn floors(newest: &[StoredEntry], count: u32) -> BTreeMap<HouseholdId, Instant> {
    let mut claims: BTreeMap<HouseholdId, Vec<Instant>> = BTreeMap::new();
    for row in newest {
        let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { continue };
        if let Some(household) = entry.household() {
            claims.entry(household).or_default().push(entry.claims());
        }
    }
    let is_cut = |claims: &Vec<Instant>| claims.len() >= usize::try_from(count).unwrap_or(usize::MAX);
    claims
        .into_iter()
        .filter(|(_, claims)| is_cut(claims))
        .filter_map(|(household, claims)| Some((household, claims.into_iter().min()?)))
        .collect()
}
