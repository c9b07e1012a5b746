//! Cadres by their id: name, office and telephone number.

use std::collections::HashMap;

use daylog_domain::ids::CadreId;
use rusqlite::OptionalExtension;

use crate::{Read, StorageError, id};

/// A cadre as the dashboard names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCadre {
    pub name: String,
    pub office: String,
    pub phone: Option<String>,
}

pub fn cadre(db: &Read<'_>, cadre: i64) -> Result<Option<StoredCadre>, StorageError> {
    let found = db
        .prepare_cached("SELECT name, office, phone FROM cadre WHERE id = ?1")?
        .query_row([cadre], |row| Ok(StoredCadre { name: row.get(0)?, office: row.get(1)?, phone: row.get(2)? }))
        .optional()?;
    Ok(found)
}

/// Every cadre by id.
pub fn cadres(db: &Read<'_>) -> Result<HashMap<CadreId, StoredCadre>, StorageError> {
    let mut statement = db.prepare_cached("SELECT id, name, office, phone FROM cadre")?;
    let mut rows = statement.query([])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        found.insert(CadreId(id(row.get(0)?)?), StoredCadre { name: row.get(1)?, office: row.get(2)?, phone: row.get(3)? });
    }
    Ok(found)
}
