//! Single rows that a roster adds or changes. Each function is one statement; an added row gives its identity.

use daylog_domain::{
    assignment::Role,
    time::{Date, Instant},
};

use crate::{StorageError, Value, Write, params};

/// What a roster says of a household, but for its code and community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdFields {
    pub address: String,
    pub guarantor: Option<String>,
    pub guarantor_workplace: Option<String>,
}

/// What a roster says of a resident, but for the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentFields {
    pub document: Option<String>,
    pub phone: Option<String>,
    pub origin: Option<String>,
    pub first_day: Date,
    pub last_day: Date,
}

pub fn add_street(db: &Write<'_>, name: &str) -> Result<i64, StorageError> {
    add(db, "INSERT INTO street (id, name) VALUES ((SELECT 1 + coalesce(max(id), 0) FROM street), ?1) RETURNING id", params![name])
}

pub fn add_community(db: &Write<'_>, street: i64, name: &str) -> Result<i64, StorageError> {
    add(
        db,
        "INSERT INTO community (id, street, name) VALUES ((SELECT 1 + coalesce(max(id), 0) FROM community), ?1, ?2) RETURNING id",
        params![street, name],
    )
}

pub fn add_cadre(db: &Write<'_>, name: &str, office: &str, phone: Option<&str>) -> Result<i64, StorageError> {
    add(
        db,
        "INSERT INTO cadre (id, name, office, phone) VALUES ((SELECT 1 + coalesce(max(id), 0) FROM cadre), ?1, ?2, ?3) RETURNING id",
        params![name, office, phone],
    )
}

pub fn set_phone(db: &Write<'_>, cadre: i64, phone: Option<&str>) -> Result<(), StorageError> {
    change(db, "UPDATE cadre SET phone = ?2 WHERE id = ?1", params![cadre, phone])
}

/// `changed` is the feed's position so far.
pub fn add_household(db: &Write<'_>, community: i64, code: &str, fields: &HouseholdFields, changed: i64) -> Result<i64, StorageError> {
    let HouseholdFields { address, guarantor, guarantor_workplace } = fields;
    add(
        db,
        "INSERT INTO household (id, community, code, address, guarantor, guarantor_workplace, changed_feed)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM household), ?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        params![community, code, address, guarantor, guarantor_workplace, changed],
    )
}

pub fn change_household(db: &Write<'_>, household: i64, community: i64, fields: &HouseholdFields) -> Result<(), StorageError> {
    let HouseholdFields { address, guarantor, guarantor_workplace } = fields;
    change(
        db,
        "UPDATE household SET community = ?2, address = ?3, guarantor = ?4, guarantor_workplace = ?5 WHERE id = ?1",
        params![household, community, address, guarantor, guarantor_workplace],
    )
}

/// The household's record is another one from this position of the feed on.
pub fn set_changed(db: &Write<'_>, household: i64, changed: i64) -> Result<(), StorageError> {
    change(db, "UPDATE household SET changed_feed = ?2 WHERE id = ?1", params![household, changed])
}

pub fn add_resident(db: &Write<'_>, household: i64, name: &str, fields: &ResidentFields) -> Result<(), StorageError> {
    let ResidentFields { document, phone, origin, first_day, last_day } = fields;
    change(
        db,
        "INSERT INTO resident (id, household, name, document, phone, origin, first_day, last_day)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM resident), ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![household, name, document, phone, origin, first_day.to_string(), last_day.to_string()],
    )
}

pub fn change_resident(db: &Write<'_>, resident: i64, fields: &ResidentFields) -> Result<(), StorageError> {
    let ResidentFields { document, phone, origin, first_day, last_day } = fields;
    change(
        db,
        "UPDATE resident SET document = ?2, phone = ?3, origin = ?4, first_day = ?5, last_day = ?6 WHERE id = ?1",
        params![resident, document, phone, origin, first_day.to_string(), last_day.to_string()],
    )
}

pub fn begin_assignment(db: &Write<'_>, household: i64, cadre: i64, role: Role, from: Instant) -> Result<(), StorageError> {
    change(
        db,
        "INSERT INTO assignment (id, household, cadre, role, from_at)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM assignment), ?1, ?2, ?3, ?4)",
        params![household, cadre, role.name(), from],
    )
}

pub fn end_assignment(db: &Write<'_>, assignment: i64, until: Instant) -> Result<(), StorageError> {
    change(db, "UPDATE assignment SET until_at = ?2 WHERE id = ?1", params![assignment, until])
}

fn add(db: &Write<'_>, sql: &str, params: &[Value<'_>]) -> Result<i64, StorageError> {
    db.one(sql, params, |row| row.get(0))
}

fn change(db: &Write<'_>, sql: &str, params: &[Value<'_>]) -> Result<(), StorageError> {
    db.run(sql, params)?;
    Ok(())
}
