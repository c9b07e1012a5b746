//! What stands on the other branches of forks: kept as evidence, in no diary and no count, and readable here.

use daylog_domain::{
    entries::Entry,
    ids::{CadreId, EntryId},
};
use daylog_storage::{Read, StorageError, cadres, district, forks, households, id};
use daylog_wire::segment::Segment;

use super::text::date_and_time;
use crate::ingest::project;

/// An entry of another branch.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchRow {
    /// Its number, which the held branch gives to another entry or not at all.
    pub id: EntryId,
    pub device: u32,
    pub cadre: String,
    pub at_text: String,
    pub address: String,
    pub entry: Entry,
}

/// Every entry of every other branch that can be read and was not purged, in the order in which they were kept.
pub fn branches(db: &Read<'_>) -> Result<Vec<BranchRow>, StorageError> {
    let zone = district::read(db)?.settings.zone;
    let cadres = cadres::cadres(db)?;
    let mut rows = Vec::new();
    forks::each(db, |branch| {
        let Ok(segment) = Segment::from_bytes(&branch.bytes) else { return Ok(()) };
        let device = id(branch.device)?;
        let cadre = cadres.get(&CadreId(id(branch.cadre)?)).map(|cadre| cadre.name.clone()).unwrap_or_default();
        for (sequence, entry) in (segment.first..).zip(project::read(&segment)) {
            let Some(entry) = entry else { continue };
            let stored = entry.household().map(|household| households::by_id(db, household.0)).transpose()?.flatten();
            let address = stored
                .map(|stored| stored.household)
                .map(|household| format!("{} {}", household.community, household.address))
                .unwrap_or_default();
            rows.push(BranchRow {
                id: EntryId { log: branch.log, sequence },
                device,
                cadre: cadre.clone(),
                at_text: date_and_time(zone, entry.at.instant),
                address,
                entry,
            });
        }
        Ok(())
    })?;
    Ok(rows)
}
