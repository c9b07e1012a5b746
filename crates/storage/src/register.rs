//! The roster as a whole: every household with its residents, every assignment. A constant number of statements, in no order
//! that means anything: names are put in order by whoever reads them.

use std::collections::HashMap;

use daylog_domain::{assignment::Assignment, household::Resident, ids::HouseholdId};

use crate::{
    Read, StorageError,
    households::{self, StoredHousehold},
    params,
};

/// Every household, each with its residents by their numbers.
pub fn households(db: &Read<'_>) -> Result<Vec<StoredHousehold>, StorageError> {
    let mut residents: HashMap<HouseholdId, Vec<Resident>> = HashMap::new();
    db.each(&format!("{} ORDER BY id", households::RESIDENTS), params![], |row| {
        residents.entry(HouseholdId(row.get(6)?)).or_default().push(households::resident(row)?);
        Ok::<_, StorageError>(())
    })?;
    db.many(households::COLUMNS, params![], |row| {
        let mut stored = households::without_residents(row)?;
        stored.household.residents = residents.remove(&stored.household.id).unwrap_or_default();
        Ok(stored)
    })
}

/// Every assignment that each household ever had, the oldest first; `complete_to` is filled in by who needs it.
pub fn assignments(db: &Read<'_>) -> Result<HashMap<HouseholdId, Vec<Assignment>>, StorageError> {
    let mut found: HashMap<HouseholdId, Vec<Assignment>> = HashMap::new();
    let sql = format!("{} ORDER BY assignment.from_at, assignment.id", households::ASSIGNMENTS);
    db.each(&sql, params![], |row| {
        found.entry(HouseholdId(row.get(7)?)).or_default().push(households::assignment(row)?);
        Ok::<_, StorageError>(())
    })?;
    Ok(found)
}
