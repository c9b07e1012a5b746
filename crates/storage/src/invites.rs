//! Invites: who is invited, until when, and which device took the invite up. The secret is stored as a hash.

use daylog_domain::{fold, time::Instant};

use crate::{Read, StorageError, Write, params};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInvite {
    pub id: i64,
    pub cadre: i64,
    pub expires_at: Instant,
    pub device: Option<i64>,
}

/// A cadre whom an invite can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: i64,
    pub name: String,
    pub office: String,
}

pub fn insert(db: &Write<'_>, cadre: i64, secret_hash: &[u8; 32], now: Instant, expires: Instant) -> Result<(), StorageError> {
    db.run(
        "INSERT INTO invite (id, cadre, secret_hash, created_at, expires_at)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM invite), ?1, ?2, ?3, ?4)",
        params![cadre, secret_hash, now, expires],
    )?;
    Ok(())
}

pub fn by_secret(db: &Read<'_>, secret_hash: &[u8; 32]) -> Result<Option<StoredInvite>, StorageError> {
    db.optional("SELECT id, cadre, expires_at, device FROM invite WHERE secret_hash = ?1", params![secret_hash], |row| {
        Ok(StoredInvite { id: row.get(0)?, cadre: row.get(1)?, expires_at: row.get(2)?, device: row.get(3)? })
    })
}

pub fn bind(db: &Write<'_>, invite: i64, device: i64) -> Result<(), StorageError> {
    db.run("UPDATE invite SET device = ?2 WHERE id = ?1", params![invite, device])?;
    Ok(())
}

/// Every cadre of that name, and of that office where one is given, however they are spelled.
pub fn candidates(db: &Read<'_>, name: &str, office: Option<&str>) -> Result<Vec<Candidate>, StorageError> {
    let (name, office) = (fold::name(name), office.map(fold::name));
    let mut found = db.many("SELECT id, name, office FROM cadre ORDER BY office, id", params![], |row| {
        Ok(Candidate { id: row.get(0)?, name: row.get(1)?, office: row.get(2)? })
    })?;
    found.retain(|cadre| fold::name(&cadre.name) == name && office.as_ref().is_none_or(|office| fold::name(&cadre.office) == *office));
    Ok(found)
}
