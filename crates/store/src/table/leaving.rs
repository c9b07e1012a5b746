//! Households that are no longer this cadre's and whose entries are still here.

use daylog_domain::ids::HouseholdId;
use rusqlite::{Connection, named_params};

use crate::StoreError;

/// The household left. What is to happen with its entries happens in `purge::scope`.
pub(crate) fn leaves(connection: &Connection, household: HouseholdId) -> Result<(), StoreError> {
    connection.execute("insert or ignore into leaving (household) values (:household)", named_params! { ":household": household.0 })?;
    Ok(())
}

/// The household is this cadre's, again perhaps.
pub(crate) fn comes(connection: &Connection, household: HouseholdId) -> Result<(), StoreError> {
    connection.execute("delete from leaving where household = :household", named_params! { ":household": household.0 })?;
    Ok(())
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<HouseholdId>, StoreError> {
    connection
        .prepare_cached("select household from leaving order by household")?
        .query_map([], |row| Ok(HouseholdId(row.get(0)?)))?
        .map(|row| row.map_err(StoreError::from))
        .collect()
}
