//! Single rows that a roster adds or changes. Each function is one statement; an added row gives its identity.

use std::borrow::Cow;

use daylog_domain::{
    assignment::Role,
    time::{Date, Instant},
};

use crate::{
    Read, StorageError, Value, Write,
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

/// A household that is added. `changed` is the feed's position so far.
#[derive(Debug)]
pub struct NewHousehold<'a> {
    pub community: i64,
    pub code: &'a str,
    pub fields: &'a HouseholdFields,
    pub changed: i64,
}

/// A resident who is added.
#[derive(Debug)]
pub struct NewResident<'a> {
    pub household: i64,
    pub name: &'a str,
    pub fields: &'a ResidentFields,
}

/// How many rows travel in one round trip.
const AT_ONCE: usize = 500;

/// The number that the next household gets; those behind it follow.
pub fn next_household(db: &Read<'_>) -> Result<i64, StorageError> {
    db.one("SELECT 1 + coalesce(max(id), 0) FROM household", &[], |row| row.get(0))
}

/// Adds households, numbered from `first` on. Values are bound to their row, whose number is known before.
pub fn add_households(db: &Write<'_>, first: i64, households: &[NewHousehold<'_>]) -> Result<(), StorageError> {
    for (chunk, first) in households.chunks(AT_ONCE).zip((first..).step_by(AT_ONCE)) {
        let encrypted = chunk.iter().zip(first..).map(|(new, household)| {
            let of = [household];
            let HouseholdFields { address, guarantor, guarantor_workplace } = new.fields;
            Ok([
                Some(db.encrypt(HouseholdCode, &of, new.code.as_bytes())?),
                Some(db.mark(&Mark::CODE, &[], new.code.as_bytes())?),
                Some(db.encrypt(HouseholdAddress, &of, address.as_bytes())?),
                db.encrypt_text(HouseholdGuarantor, &of, guarantor.as_deref())?,
                db.encrypt_text(HouseholdGuarantorWorkplace, &of, guarantor_workplace.as_deref())?,
            ])
        });
        let encrypted = encrypted.collect::<Result<Vec<_>, StorageError>>()?;
        let rows: Vec<_> = chunk
            .iter()
            .zip(first..)
            .zip(&encrypted)
            .map(|((new, household), [code, mark, address, guarantor, workplace])| {
                let numbers = [Value::Integer(household), Value::Integer(new.community)];
                let texts = [code, mark, address, guarantor, workplace].map(bytes);
                numbers.into_iter().chain(texts).chain([Value::Integer(new.changed)]).collect::<Vec<_>>()
            })
            .collect();
        db.run_each(
            "INSERT INTO household (id, community, code, code_mark, address, guarantor, guarantor_workplace, changed_feed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &rows,
        )?;
    }
    Ok(())
}

/// Adds one household; its number.
pub fn add_household(db: &Write<'_>, community: i64, code: &str, fields: &HouseholdFields, changed: i64) -> Result<i64, StorageError> {
    let household = next_household(db)?;
    add_households(db, household, &[NewHousehold { community, code, fields, changed }])?;
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
    set_all_changed(db, &[(household, changed)])
}

/// The same of many households.
pub fn set_all_changed(db: &Write<'_>, changed: &[(i64, i64)]) -> Result<(), StorageError> {
    each(db, "UPDATE household SET changed_feed = ?2 WHERE id = ?1", changed, |(household, feed)| {
        vec![Value::Integer(*household), Value::Integer(*feed)]
    })
}

pub fn add_residents(db: &Write<'_>, residents: &[NewResident<'_>]) -> Result<(), StorageError> {
    let first: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM resident", &[], |row| row.get(0))?;
    for (chunk, first) in residents.chunks(AT_ONCE).zip((first..).step_by(AT_ONCE)) {
        let encrypted = chunk.iter().zip(first..).map(|(new, resident)| {
            let of = [resident];
            let ResidentFields { document, phone, origin, first_day, last_day } = new.fields;
            let texts = [
                Some(db.encrypt(ResidentName, &of, new.name.as_bytes())?),
                Some(db.mark(&Mark::NAME, &[new.household], new.name.as_bytes())?),
                db.encrypt_text(ResidentDocument, &of, document.as_deref())?,
                db.encrypt_text(ResidentPhone, &of, phone.as_deref())?,
                db.encrypt_text(ResidentOrigin, &of, origin.as_deref())?,
            ];
            Ok((texts, [first_day, last_day].map(ToString::to_string)))
        });
        let encrypted = encrypted.collect::<Result<Vec<_>, StorageError>>()?;
        let rows: Vec<_> = chunk
            .iter()
            .zip(first..)
            .zip(&encrypted)
            .map(|((new, resident), (texts, days))| {
                let numbers = [Value::Integer(resident), Value::Integer(new.household)];
                let days = days.each_ref().map(|day| Value::Text(day));
                numbers.into_iter().chain(texts.each_ref().map(bytes)).chain(days).collect::<Vec<_>>()
            })
            .collect();
        db.run_each(
            "INSERT INTO resident (id, household, name, name_mark, document, phone, origin, first_day, last_day)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            &rows,
        )?;
    }
    Ok(())
}

pub fn add_resident(db: &Write<'_>, household: i64, name: &str, fields: &ResidentFields) -> Result<(), StorageError> {
    add_residents(db, &[NewResident { household, name, fields }])
}

fn bytes<'v>(text: &'v Option<Cow<'_, [u8]>>) -> Value<'v> {
    text.as_deref().map_or(Value::Null, Value::Bytes)
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

/// A cadre who looks after a household from some time on.
#[derive(Debug, Clone, Copy)]
pub struct NewAssignment {
    pub household: i64,
    pub cadre: i64,
    pub role: Role,
    pub from: Instant,
}

pub fn begin_assignments(db: &Write<'_>, assignments: &[NewAssignment]) -> Result<(), StorageError> {
    let sql = "INSERT INTO assignment (id, household, cadre, role, from_at)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM assignment), ?1, ?2, ?3, ?4)";
    each(db, sql, assignments, |new| {
        let NewAssignment { household, cadre, role, from } = new;
        vec![Value::Integer(*household), Value::Integer(*cadre), Value::Text(role.name()), Value::Integer(from.0)]
    })
}

pub fn begin_assignment(db: &Write<'_>, household: i64, cadre: i64, role: Role, from: Instant) -> Result<(), StorageError> {
    begin_assignments(db, &[NewAssignment { household, cadre, role, from }])
}

pub fn end_assignments(db: &Write<'_>, assignments: &[i64], until: Instant) -> Result<(), StorageError> {
    each(db, "UPDATE assignment SET until_at = ?2 WHERE id = ?1", assignments, |assignment| {
        vec![Value::Integer(*assignment), Value::Integer(until.0)]
    })
}

/// One statement for each of these, many in a round trip.
fn each<'a, T>(db: &Write<'_>, sql: &str, all: &'a [T], values: impl Fn(&'a T) -> Vec<Value<'a>>) -> Result<(), StorageError> {
    for chunk in all.chunks(AT_ONCE) {
        db.run_each(sql, &chunk.iter().map(&values).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn add(db: &Write<'_>, sql: &str, params: &[Value<'_>]) -> Result<i64, StorageError> {
    db.one(sql, params, |row| row.get(0))
}

fn change(db: &Write<'_>, sql: &str, params: &[Value<'_>]) -> Result<(), StorageError> {
    db.run(sql, params)?;
    Ok(())
}
