//! Invites: who is invited, until when, and which device took the invite up. The secret is stored as a hash.

use daylog_domain::time::Instant;
use rusqlite::{OptionalExtension, params};

use crate::{Read, StorageError, Write};

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
    db.execute(
        "INSERT INTO invite (cadre, secret_hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![cadre, secret_hash, now.0, expires.0],
    )?;
    Ok(())
}

pub fn by_secret(db: &Read<'_>, secret_hash: &[u8; 32]) -> Result<Option<StoredInvite>, StorageError> {
    let found = db
        .prepare_cached("SELECT id, cadre, expires_at, device FROM invite WHERE secret_hash = ?1")?
        .query_row([secret_hash], |row| {
            Ok(StoredInvite { id: row.get(0)?, cadre: row.get(1)?, expires_at: Instant(row.get(2)?), device: row.get(3)? })
        })
        .optional()?;
    Ok(found)
}

pub fn bind(db: &Write<'_>, invite: i64, device: i64) -> Result<(), StorageError> {
    db.execute("UPDATE invite SET device = ?2 WHERE id = ?1", params![invite, device])?;
    Ok(())
}

/// Every cadre of that name, and of that office where one is given, however they are spelled.
pub fn candidates(db: &Read<'_>, name: &str, office: Option<&str>) -> Result<Vec<Candidate>, StorageError> {
    let found = db
        .prepare_cached(
            "SELECT id, name, office FROM cadre WHERE fold_name(name) = fold_name(?1) AND (?2 IS NULL OR fold_name(office) = fold_name(?2))
             ORDER BY office",
        )?
        .query_map(params![name, office], |row| Ok(Candidate { id: row.get(0)?, name: row.get(1)?, office: row.get(2)? }))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
