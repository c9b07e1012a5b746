//! What stands on the other branches of forks: kept as evidence, in no diary and no count, and readable here.

use daylog_domain::{
    entry::Entry,
    ids::{CadreId, EntryId},
};
use daylog_wire::segment::Segment;
use rusqlite::Connection;

use super::text::date_and_time;
use crate::{
    ingest::project,
    storage::{
        StorageError,
        sqlite::{district, forks, households, id},
    },
};

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
pub fn branches(connection: &Connection) -> Result<Vec<BranchRow>, StorageError> {
    let zone = district::read(connection)?.settings.zone;
    let cadres = households::cadres(connection)?;
    let mut rows = Vec::new();
    forks::each(connection, |branch| {
        let Ok(segment) = Segment::from_bytes(&branch.bytes) else { return Ok(()) };
        let device = id(branch.device)?;
        let cadre = cadres.get(&CadreId(id(branch.cadre)?)).map(|cadre| cadre.name.clone()).unwrap_or_default();
        for (sequence, entry) in (segment.first..).zip(project::read(&segment)) {
            let Some(entry) = entry else { continue };
            let household = households::by_id(connection, entry.household.0)?.map(|stored| stored.household);
            let address = household.map(|household| format!("{} {}", household.community, household.address)).unwrap_or_default();
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
