//! Households that are no longer this cadre's: readable until the own pending entries about them were receipted, then not.
//! Others' entries are deleted; own ones are kept encrypted to the server until the watermark covers them (`encrypt`).

use daylog_domain::{
    entries::Kind,
    ids::{EntryId, HouseholdId},
};
use daylog_faults::Fault;
use rusqlite::{Connection, named_params};

use super::{
    encrypt,
    evict::{evict_others, evict_own, evict_replaced},
};
use crate::{
    Random, StoreError,
    table::{
        entry::{StoredEntry, select, stored_columns},
        leaving, log,
    },
};

pub(super) fn evict_left_households(connection: &Connection, random: &mut dyn Random) -> Result<(), StoreError> {
    if daylog_faults::broken(Fault::LeftHouseholdReadable) {
        return Ok(());
    }
    let leaving = leaving::all(connection)?;
    if leaving.is_empty() {
        return Ok(());
    }
    let pending = pending(connection)?;
    for household in leaving {
        let waits = pending.iter().any(|entry| entry.entry.household() == Some(household));
        if !waits && evict(connection, random, household)? {
            leaving::comes(connection, household)?;
        }
    }
    Ok(())
}

/// Own entries that the server has not said it holds, amendments among them.
fn pending(connection: &Connection) -> Result<Vec<StoredEntry>, StoreError> {
    select(
        connection,
        concat!(
            "select ",
            stored_columns!(),
            " from entry join log on log.key = entry.log
             where log.state <> 'other' and entry.sequence > log.have and entry.head is not null and entry.commitment is null"
        ),
        [],
    )
}

/// Lets everything about the household go; false when own entries cannot be encrypted yet.
fn evict(connection: &Connection, random: &mut dyn Random, household: HouseholdId) -> Result<bool, StoreError> {
    let about = about(connection, household)?;
    let (own, others): (Vec<_>, Vec<_>) = about.iter().partition(|entry| entry.own && entry.chained);
    let encrypted = encrypt::all(connection, random, &own)?;
    if encrypted == encrypt::Encrypted::NoKey {
        return Ok(false);
    }
    forget_fields(connection, household, &about)?;
    evict_replaced(connection, household)?;
    evict_others(connection, &others.iter().map(|entry| entry.key).collect::<Vec<_>>())?;
    for (log, numbers) in by_log(connection, &own)? {
        evict_own(connection, log, &numbers, Some(household))?;
    }
    Ok(true)
}

/// Everything that is stored about a household: its lines, and what amends them or would, had it come.
pub(super) fn about(connection: &Connection, household: HouseholdId) -> Result<Vec<StoredEntry>, StoreError> {
    let lines = select(
        connection,
        concat!(
            "select ",
            stored_columns!(),
            " from line join entry on entry.key = line.entry join log on log.key = entry.log where line.household = :household order by entry.key"
        ),
        named_params! { ":household": household.0 },
    )?;
    let amendments = select(
        connection,
        concat!(
            "select ",
            stored_columns!(),
            " from amendment join entry on entry.key = amendment.entry join log on log.key = entry.log order by entry.key"
        ),
        [],
    )?;
    let named: Vec<EntryId> = lines.iter().map(|line| line.id).collect();
    let of_them = amendments.into_iter().filter(|amendment| {
        let target = amendment.entry.content.amends();
        amendment.entry.household() == Some(household) || target.is_some_and(|target| named.contains(&target))
    });
    Ok(lines.iter().cloned().chain(of_them).collect())
}

/// The own entries' numbers by log, in order.
pub(super) fn by_log(connection: &Connection, own: &[&StoredEntry]) -> Result<Vec<(i64, Vec<u64>)>, StoreError> {
    let mut by_log: Vec<(i64, Vec<u64>)> = Vec::new();
    for entry in own {
        let key = log::own(connection, entry.id.log)?.key;
        match by_log.iter_mut().find(|(log, _)| *log == key) {
            Some((_, numbers)) => numbers.push(entry.id.sequence),
            None => by_log.push((key, vec![entry.id.sequence])),
        }
    }
    by_log.iter_mut().for_each(|(_, numbers)| numbers.sort_unstable());
    Ok(by_log)
}

/// What was being typed about the household. The screens name a field `sheet/household/…`, or by the entry that it amends.
/// What the app remembers for itself, under a name with a colon, is of the last minutes and goes with any household.
pub(super) fn forget_fields(connection: &Connection, household: HouseholdId, about: &[StoredEntry]) -> Result<(), StoreError> {
    let keys: Vec<String> =
        connection.prepare_cached("select key from kept_field")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let (household, entries) = (household.to_string(), about.iter().map(|entry| entry.id.to_string()).collect::<Vec<_>>());
    for key in keys {
        let names_household = key.split('/').nth(1) == Some(household.as_str());
        if names_household || key.starts_with(':') || key.split('/').any(|part| entries.iter().any(|entry| entry == part)) {
            connection.execute("delete from kept_field where key = :key", named_params! { ":key": key })?;
        }
    }
    Ok(())
}
