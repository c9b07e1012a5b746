//! Households as the district sent them, and what colleagues' devices have reported.

use daylog_domain::{
    assignment::Assignment,
    household::Household,
    ids::{CadreId, HouseholdId},
    time::Instant,
};
use daylog_wire::feed::HouseholdRecord;
use daylog_wire::message::Colleague;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::HashMap;

use super::{device, leaving, roster_news};
use crate::{Store, StoreError};

/// A household on this device, with those who look after it.
#[derive(Debug, Clone)]
pub struct KnownHousehold {
    pub household: Household,
    /// With what is known of each cadre's devices; the own cadre's other devices are among the colleagues.
    pub assignments: Vec<Assignment>,
}

impl Store {
    /// Every household, by code.
    pub fn households(&self) -> Result<Vec<KnownHousehold>, StoreError> {
        let colleagues = colleagues(&self.connection)?;
        self.connection
            .prepare_cached("select record from household order by code")?
            .query_map([], |row| row.get::<_, String>(0))?
            .map(|record| known(&record?, &colleagues))
            .collect()
    }

    pub fn household(&self, household: HouseholdId) -> Result<Option<KnownHousehold>, StoreError> {
        let colleagues = colleagues(&self.connection)?;
        self.connection
            .prepare_cached("select record from household where household = :household")?
            .query_row(named_params! { ":household": household.0 }, |row| row.get::<_, String>(0))
            .optional()?
            .map(|record| known(&record, &colleagues))
            .transpose()
    }
}

fn known(record: &str, colleagues: &HashMap<CadreId, Vec<Option<Instant>>>) -> Result<KnownHousehold, StoreError> {
    let HouseholdRecord { household, mut assignments } = serde_json::from_str(record)?;
    for assignment in &mut assignments {
        assignment.complete_to = colleagues.get(&assignment.cadre).cloned().unwrap_or_default();
    }
    Ok(KnownHousehold { household, assignments })
}

fn colleagues(connection: &Connection) -> Result<HashMap<CadreId, Vec<Option<Instant>>>, StoreError> {
    connection
        .prepare_cached("select cadre, complete_to from colleague")?
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?
        .map(|row| {
            let (cadre, complete_to) = row?;
            Ok((CadreId(cadre), serde_json::from_str(&complete_to)?))
        })
        .collect()
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<Household>, StoreError> {
    connection
        .prepare_cached("select record from household order by code")?
        .query_map([], |row| row.get::<_, String>(0))?
        .map(|record| Ok(serde_json::from_str::<HouseholdRecord>(&record?)?.household))
        .collect()
}

pub(crate) fn keep(connection: &Connection, json: &str, is_news: bool) -> Result<(), StoreError> {
    let record: HouseholdRecord = serde_json::from_str(json)?;
    if is_news && !is_known(connection, record.household.id)? {
        roster_news::add(connection, record.household.id, true)?;
    }
    leaving::comes(connection, record.household.id)?;
    connection.execute(
        "insert into household (household, code, record, confirmed) values (:household, :code, :record, 1)
         on conflict (household) do update set code = excluded.code, record = excluded.record, confirmed = 1",
        named_params! { ":household": record.household.id.0, ":code": record.household.code, ":record": json },
    )?;
    Ok(())
}

fn is_known(connection: &Connection, household: HouseholdId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("select 1 from household where household = :household")?;
    Ok(statement.exists(named_params! { ":household": household.0 })?)
}

/// Takes the household off the screens. Its entries follow as soon as none of the own ones about it waits for a receipt.
pub(crate) fn remove(connection: &Connection, household: HouseholdId, is_news: bool) -> Result<(), StoreError> {
    let went = connection.execute("delete from household where household = :household", named_params! { ":household": household.0 })?;
    if is_news && went > 0 {
        roster_news::add(connection, household, false)?;
    }
    // Names and addresses stand in its record, also where nothing was ever logged about it.
    device::mark_not_vacuumed(connection, went > 0)?;
    leaving::leaves(connection, household)
}

/// Reading begins anew: every household that is still this cadre's will be named again.
pub(crate) fn doubt_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("update household set confirmed = 0", [])?;
    Ok(())
}

/// Everything was read: what was not named is gone. The word that it went may have been in a history that the server lost.
pub(crate) fn remove_doubted(connection: &Connection, is_news: bool) -> Result<u64, StoreError> {
    let doubted: Vec<HouseholdId> = connection
        .prepare_cached("select household from household where confirmed = 0")?
        .query_map([], |row| row.get(0).map(HouseholdId))?
        .collect::<Result<_, _>>()?;
    doubted.iter().try_for_each(|household| remove(connection, *household, is_news))?;
    Ok(doubted.len() as u64)
}

pub(crate) fn keep_colleagues(connection: &Connection, all: &[Colleague]) -> Result<(), StoreError> {
    connection.execute("delete from colleague", [])?;
    for colleague in all {
        connection.execute(
            "insert into colleague (cadre, complete_to) values (:cadre, :complete_to)",
            named_params! { ":cadre": colleague.cadre.0, ":complete_to": serde_json::to_string(&colleague.complete_to)? },
        )?;
    }
    Ok(())
}
