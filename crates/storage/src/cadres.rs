//! Cadres by their id: name, office and telephone number.

use std::collections::HashMap;

use crate::{Read, Row, StorageError, params};
use daylog_domain::ids::CadreId;

/// A cadre as the dashboard names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCadre {
    pub name: String,
    pub office: String,
    pub phone: Option<String>,
}

pub fn cadre(db: &Read<'_>, cadre: i64) -> Result<Option<StoredCadre>, StorageError> {
    db.optional("SELECT id, name, office, phone FROM cadre WHERE id = ?1", params![cadre], stored)
}

/// Every cadre by id.
pub fn cadres(db: &Read<'_>) -> Result<HashMap<CadreId, StoredCadre>, StorageError> {
    let found = db.many("SELECT id, name, office, phone FROM cadre", params![], |row| Ok((CadreId(row.get(0)?), stored(row)?)))?;
    Ok(found.into_iter().collect())
}

fn stored(row: &Row<'_>) -> Result<StoredCadre, StorageError> {
    Ok(StoredCadre { name: row.get(1)?, office: row.get(2)?, phone: row.get(3)? })
}
