//! Households with their residents and assignments, for devices and for the dashboard.

use std::collections::BTreeMap;

use daylog_domain::{
    assignment::{Assignment, Term},
    household::{Household, Resident},
    ids::{CadreId, CommunityId, HouseholdId, ResidentId, StreetId},
    places::Community,
};

use crate::{
    Read, Row, StorageError,
    content::Column::*,
    matching, params,
    roster::role_of,
    session::parts,
    values::{quarantine, term},
};

/// A household with where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHousehold {
    pub household: Household,
    pub community: Community,
}

/// A community and its street with their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCommunity {
    pub community: Community,
    pub street: String,
    pub name: String,
}

pub(crate) const COLUMNS: &str = "SELECT household.id, household.code, street.name, community.name, household.address, household.guarantor,
 household.guarantor_workplace, community.street, community.id
 FROM household JOIN community ON community.id = household.community JOIN street ON street.id = community.street";

pub fn by_id(db: &Read<'_>, household: u32) -> Result<Option<StoredHousehold>, StorageError> {
    let found = db.optional(&format!("{COLUMNS} WHERE household.id = ?1"), params![household], without_residents)?;
    found.map(|household| with_residents(db, household)).transpose()
}

/// By its code as it is stored, or the only one whose code means the same.
pub fn by_code(db: &Read<'_>, code: &str) -> Result<Option<StoredHousehold>, StorageError> {
    matching::by_code(db, code)?.map_or(Ok(None), |household| by_id(db, household))
}

/// Those of these households that are stored, each with every assignment that it ever had, the oldest first. Three statements for
/// 256 of them.
pub fn with_assignments(db: &Read<'_>, ids: &[i64]) -> Result<BTreeMap<HouseholdId, (StoredHousehold, Vec<Assignment>)>, StorageError> {
    let mut found = BTreeMap::new();
    for (places, values) in parts(ids) {
        let households = db.many(&format!("{COLUMNS} WHERE household.id IN ({places})"), &values, without_residents)?;
        found.extend(households.into_iter().map(|stored| (stored.household.id, (stored, Vec::new()))));
        let of_household = |row: &Row<'_>| Ok((HouseholdId(row.get(6)?), resident(row)?));
        for (household, resident) in db.many(&format!("{RESIDENTS} WHERE household IN ({places}) ORDER BY id"), &values, of_household)? {
            found.entry(household).and_modify(|(stored, _)| stored.household.residents.push(resident));
        }
        let sql = format!("{ASSIGNMENTS} WHERE assignment.household IN ({places}) ORDER BY assignment.from_at, assignment.id");
        for (household, assignment) in db.many(&sql, &values, |row| Ok((HouseholdId(row.get(7)?), assignment(row)?)))? {
            found.entry(household).and_modify(|(_, assignments)| assignments.push(assignment));
        }
    }
    Ok(found)
}

pub fn communities(db: &Read<'_>) -> Result<Vec<NamedCommunity>, StorageError> {
    db.many(
        "SELECT street.id, community.id, street.name, community.name FROM community JOIN street ON street.id = community.street
         ORDER BY street.name, community.name",
        params![],
        |row| Ok(NamedCommunity { community: community(row, 0)?, street: row.get(2)?, name: row.get(3)? }),
    )
}

/// Reads the ids of a street and of its community, from the column `first` on.
pub(super) fn community(row: &Row<'_>, first: usize) -> Result<Community, StorageError> {
    Ok(Community { street: StreetId(row.get(first)?), id: CommunityId(row.get(first + 1)?) })
}

/// Every assignment that a household ever had, the oldest first; `complete_to` is filled in by who needs it.
pub fn assignments(db: &Read<'_>, household: u32) -> Result<Vec<Assignment>, StorageError> {
    let sql = format!("{ASSIGNMENTS} WHERE assignment.household = ?1 ORDER BY assignment.from_at, assignment.id");
    db.many(&sql, params![household], assignment)
}

pub(crate) const ASSIGNMENTS: &str = "SELECT cadre.id, cadre.name, cadre.office, cadre.phone, assignment.role, assignment.from_at,
 assignment.until_at, assignment.household
 FROM assignment JOIN cadre ON cadre.id = assignment.cadre";

/// Reads an assignment from `ASSIGNMENTS`.
pub(crate) fn assignment(row: &Row<'_>) -> Result<Assignment, StorageError> {
    let Term { from, until } = term(row, 5)?;
    Ok(Assignment {
        cadre: CadreId(row.get(0)?),
        name: row.get(1)?,
        office: row.get(2)?,
        phone: row.get(3)?,
        role: role_of(&row.get::<String>(4)?)?,
        from,
        until,
        complete_to: Vec::new(),
    })
}

/// Reads a household from its `COLUMNS`.
pub(crate) fn without_residents(row: &Row<'_>) -> Result<StoredHousehold, StorageError> {
    let of = [row.get(0)?];
    let household = Household {
        id: HouseholdId(row.get(0)?),
        code: row.text(HouseholdCode, &of, 1)?,
        street: row.get(2)?,
        community: row.get(3)?,
        address: row.text(HouseholdAddress, &of, 4)?,
        guarantor: row.optional_text(HouseholdGuarantor, &of, 5)?,
        guarantor_workplace: row.optional_text(HouseholdGuarantorWorkplace, &of, 6)?,
        residents: Vec::new(),
    };
    Ok(StoredHousehold { household, community: community(row, 7)? })
}

fn with_residents(db: &Read<'_>, mut stored: StoredHousehold) -> Result<StoredHousehold, StorageError> {
    stored.household.residents = residents(db, stored.household.id.0)?;
    Ok(stored)
}

pub(crate) const RESIDENTS: &str =
    "SELECT id, name, phone, origin, first_day, last_day, household, ended_at, ended_on, end_reason FROM resident";

fn residents(db: &Read<'_>, household: u32) -> Result<Vec<Resident>, StorageError> {
    db.many(&format!("{RESIDENTS} WHERE household = ?1 ORDER BY id"), params![household], resident)
}

/// Reads a resident from the columns id, name, phone, origin, first and last day, household, and how it ended.
pub(crate) fn resident(row: &Row<'_>) -> Result<Resident, StorageError> {
    let of = [row.get(0)?];
    Ok(Resident {
        id: ResidentId(row.get(0)?),
        name: row.text(ResidentName, &of, 1)?,
        phone: row.optional_text(ResidentPhone, &of, 2)?,
        origin: row.optional_text(ResidentOrigin, &of, 3)?,
        quarantine: quarantine(row, 4, 7)?,
    })
}
