//! Single rows that a roster adds or changes. Each function is one statement; an added row gives its identity.

use daylog_domain::{
    assignment::Role,
    time::{Date, Instant},
};

use crate::{
    StorageError, Value, Write,
    content::{Column::*, Mark},
    params,
};

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
    // Values are bound to their row, whose number is known first.
    let household: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM household", &[], |row| row.get(0))?;
    let of = [household];
    change(
        db,
        "INSERT INTO household (id, community, code, code_mark, address, guarantor, guarantor_workplace, changed_feed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            household,
            community,
            db.encrypt(HouseholdCode, &of, code.as_bytes())?,
            db.mark(&Mark::CODE, &[], code.as_bytes())?,
            db.encrypt(HouseholdAddress, &of, address.as_bytes())?,
            db.encrypt_text(HouseholdGuarantor, &of, guarantor.as_deref())?,
            db.encrypt_text(HouseholdGuarantorWorkplace, &of, guarantor_workplace.as_deref())?,
            changed
        ],
    )?;
    Ok(household)
}

pub fn change_household(db: &Write<'_>, household: i64, community: i64, fields: &HouseholdFields) -> Result<(), StorageError> {
    let HouseholdFields { address, guarantor, guarantor_workplace } = fields;
    let of = [household];
    change(
        db,
        "UPDATE household SET community = ?2, address = ?3, guarantor = ?4, guarantor_workplace = ?5 WHERE id = ?1",
        params![
            household,
            community,
            db.encrypt(HouseholdAddress, &of, address.as_bytes())?,
            db.encrypt_text(HouseholdGuarantor, &of, guarantor.as_deref())?,
            db.encrypt_text(HouseholdGuarantorWorkplace, &of, guarantor_workplace.as_deref())?
        ],
    )
}

/// The household's record is another one from this position of the feed on.
pub fn set_changed(db: &Write<'_>, household: i64, changed: i64) -> Result<(), StorageError> {
    change(db, "UPDATE household SET changed_feed = ?2 WHERE id = ?1", params![household, changed])
}

pub fn add_resident(db: &Write<'_>, household: i64, name: &str, fields: &ResidentFields) -> Result<(), StorageError> {
    let ResidentFields { document, phone, origin, first_day, last_day } = fields;
    let resident: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM resident", &[], |row| row.get(0))?;
    let of = [resident];
    change(
        db,
        "INSERT INTO resident (id, household, name, name_mark, document, phone, origin, first_day, last_day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            resident,
            household,
            db.encrypt(ResidentName, &of, name.as_bytes())?,
            db.mark(&Mark::NAME, &[household], name.as_bytes())?,
            db.encrypt_text(ResidentDocument, &of, document.as_deref())?,
            db.encrypt_text(ResidentPhone, &of, phone.as_deref())?,
            db.encrypt_text(ResidentOrigin, &of, origin.as_deref())?,
            first_day.to_string(),
            last_day.to_string()
        ],
    )
}

pub fn change_resident(db: &Write<'_>, resident: i64, fields: &ResidentFields) -> Result<(), StorageError> {
    let ResidentFields { document, phone, origin, first_day, last_day } = fields;
    let of = [resident];
    change(
        db,
        "UPDATE resident SET document = ?2, phone = ?3, origin = ?4, first_day = ?5, last_day = ?6 WHERE id = ?1",
        params![
            resident,
            db.encrypt_text(ResidentDocument, &of, document.as_deref())?,
            db.encrypt_text(ResidentPhone, &of, phone.as_deref())?,
            db.encrypt_text(ResidentOrigin, &of, origin.as_deref())?,
            first_day.to_string(),
            last_day.to_string()
        ],
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
