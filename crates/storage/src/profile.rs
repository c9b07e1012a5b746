//! Single fields of households and residents, for who corrects one by hand.

use daylog_domain::{
    change::{Field, Subject},
    household::End,
    time::Date,
};

use crate::{
    Read, StorageError, Write,
    content::{Column, Column::*, Mark},
    params,
};

/// The household that a resident belongs to.
pub fn household_of(db: &Read<'_>, resident: u32) -> Result<Option<u32>, StorageError> {
    db.optional("SELECT household FROM resident WHERE id = ?1", params![resident], |row| row.get(0))
}

/// Writes one field of a household, or of a resident who lives there. False where the household has somebody of this name already.
pub fn set(db: &Write<'_>, (subject, id): (Subject, i64), field: Field, household: i64, text: Option<&str>) -> Result<bool, StorageError> {
    if (subject, field) == (Subject::Resident, Field::Name) {
        return rename(db, id, household, text.unwrap_or_default());
    }
    let column = column(subject, field).ok_or(StorageError::NotStored { what: "field" })?;
    let (table, name) = column.name();
    db.run(&format!("UPDATE {table} SET {name} = ?2 WHERE id = ?1"), params![id, db.encrypt_text(column, &[id], text)?])?;
    Ok(true)
}

/// The planned last day of a resident's quarantine.
pub fn set_last_day(db: &Write<'_>, resident: i64, last_day: Date) -> Result<(), StorageError> {
    db.run("UPDATE resident SET last_day = ?2 WHERE id = ?1", params![resident, last_day.to_string()])?;
    Ok(())
}

/// How a resident's quarantine ended, or that it did not.
pub fn set_end(db: &Write<'_>, resident: i64, end: Option<End>) -> Result<(), StorageError> {
    let (at, on) = (end.map(|end| end.at), end.map(|end| end.on.to_string()));
    let reason = end.map(|end| end.reason.code());
    db.run("UPDATE resident SET ended_at = ?2, ended_on = ?3, end_reason = ?4 WHERE id = ?1", params![resident, at, on, reason])?;
    Ok(())
}

fn rename(db: &Write<'_>, resident: i64, household: i64, name: &str) -> Result<bool, StorageError> {
    let mark = db.mark(&Mark::NAME, &[household], name.as_bytes())?;
    let sql = "SELECT EXISTS (SELECT 1 FROM resident WHERE household = ?1 AND name_mark = ?2 AND id <> ?3)";
    if db.one(sql, params![household, mark, resident], |row| row.get(0))? {
        return Ok(false);
    }
    let text = db.encrypt(ResidentName, &[resident], name.as_bytes())?;
    db.run("UPDATE resident SET name = ?2, name_mark = ?3 WHERE id = ?1", params![resident, text, mark])?;
    Ok(true)
}

fn column(subject: Subject, field: Field) -> Option<Column> {
    Some(match (subject, field) {
        (Subject::Household, Field::Address) => HouseholdAddress,
        (Subject::Household, Field::Guarantor) => HouseholdGuarantor,
        (Subject::Household, Field::GuarantorWorkplace) => HouseholdGuarantorWorkplace,
        (Subject::Resident, Field::Document) => ResidentDocument,
        (Subject::Resident, Field::Phone) => ResidentPhone,
        (Subject::Resident, Field::Origin) => ResidentOrigin,
        _ => return None,
    })
}
