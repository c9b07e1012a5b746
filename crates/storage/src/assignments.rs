//! Who looks after which household, row by row, for whoever hands households over. What follows from it is decided in the domain.

use std::collections::BTreeMap;

use daylog_domain::{
    assignment::{Role, Term},
    handover::Held,
    ids::{CadreId, HouseholdId},
    time::Instant,
};

use crate::{Read, Row, StorageError, Write, params, roster::role_of, session::parts, values::term};

/// The assignments of these households whose end no device was told of, by household.
pub fn running(db: &Read<'_>, households: &[i64]) -> Result<BTreeMap<HouseholdId, Vec<Held>>, StorageError> {
    let mut found: BTreeMap<HouseholdId, Vec<Held>> = BTreeMap::new();
    for (places, values) in parts(households) {
        let sql = format!(
            "SELECT household, id, cadre, role, from_at, until_at FROM assignment
             WHERE end_feed IS NULL AND household IN ({places}) ORDER BY id"
        );
        for (household, held) in db.many(&sql, &values, held)? {
            found.entry(household).or_default().push(held);
        }
    }
    Ok(found)
}

fn held(row: &Row<'_>) -> Result<(HouseholdId, Held), StorageError> {
    let held = Held { id: row.get(1)?, cadre: CadreId(row.get(2)?), role: role_of(&row.get::<String>(3)?)?, term: term(row, 4)? };
    Ok((HouseholdId(row.get(0)?), held))
}

pub fn begin(db: &Write<'_>, household: i64, cadre: CadreId, role: Role, term: Term) -> Result<(), StorageError> {
    db.run(
        "INSERT INTO assignment (id, household, cadre, role, from_at, until_at)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM assignment), ?1, ?2, ?3, ?4, ?5)",
        params![household, cadre.0, role.name(), term.from, term.until],
    )?;
    Ok(())
}

/// It ends then, or no more at all.
pub fn end_at(db: &Write<'_>, assignment: i64, until: Option<Instant>) -> Result<(), StorageError> {
    db.run("UPDATE assignment SET until_at = ?2 WHERE id = ?1", params![assignment, until])?;
    Ok(())
}
