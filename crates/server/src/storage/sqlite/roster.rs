//! Taking roster rows into the tables: streets, communities, households, residents, cadres, assignments.
//! What is already there stays as it is, so that the same file twice changes nothing.

use std::collections::BTreeMap;

use daylog_domain::{
    assignment::Role,
    time::{Instant, MinuteOfDay, Zone},
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{super::StorageError, feed::Feed};
use crate::roster::{Applied, Carer, RosterRow};

/// Takes the rows in, in one transaction. A household whose cadres differ from its rows is reassigned from now on.
pub fn apply(
    transaction: &Transaction<'_>,
    feed: &mut Feed,
    rows: &[RosterRow],
    zone: Zone,
    now: Instant,
) -> Result<Applied, StorageError> {
    let mut carers: BTreeMap<&str, Vec<&Carer>> = BTreeMap::new();
    for row in rows {
        let of_household = carers.entry(&row.household).or_default();
        for carer in &row.carers {
            if !of_household.contains(&carer) {
                of_household.push(carer);
            }
        }
    }
    let mut applied = Applied::default();
    for row in rows {
        let (household, household_fate) = take_household(transaction, feed, row)?;
        let resident_fate = take_resident(transaction, household, row)?;
        // The household's cadres are taken with its first row.
        let assigned = match carers.remove(row.household.as_str()) {
            Some(carers) => assign(transaction, household, &carers, start_of(row, zone, now), now)?,
            None => false,
        };
        let fate = if assigned { household_fate.max(resident_fate).max(Fate::Changed) } else { household_fate.max(resident_fate) };
        if fate > Fate::Same {
            let changed = feed.take();
            transaction.prepare_cached("UPDATE household SET changed_feed = ?2 WHERE id = ?1")?.execute(params![household, changed])?;
            feed.roster_changed();
        }
        match resident_fate {
            Fate::Added => applied.added += 1,
            _ if fate > Fate::Same => applied.changed += 1,
            _ => applied.unchanged += 1,
        }
    }
    super::feed::activate(transaction, feed, now)?;
    Ok(applied)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Same,
    Changed,
    Added,
}

// The first cadres of a household are responsible since its first day, or since now when that lies ahead.
fn start_of(row: &RosterRow, zone: Zone, now: Instant) -> Instant {
    zone.at(row.first_day, MinuteOfDay(0)).min(now)
}

fn take_household(transaction: &Transaction<'_>, feed: &mut Feed, row: &RosterRow) -> Result<(i64, Fate), StorageError> {
    let street =
        named(transaction, "SELECT id FROM street WHERE name = ?1", "INSERT INTO street (name) VALUES (?1) RETURNING id", &row.street)?;
    let community = transaction
        .prepare_cached(
            "INSERT INTO community (street, name) VALUES (?1, ?2) ON CONFLICT (street, name) DO UPDATE SET name = name RETURNING id",
        )?
        .query_row(params![street, row.community], |found| found.get::<_, i64>(0))?;
    let existing: Option<i64> = transaction
        .prepare_cached("SELECT id FROM household WHERE code = ?1")?
        .query_row([&row.household], |found| found.get(0))
        .optional()?;
    let Some(id) = existing else {
        let id = transaction
            .prepare_cached(
                "INSERT INTO household (community, code, address, guarantor, guarantor_workplace, changed_feed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
            )?
            .query_row(params![community, row.household, row.address, row.guarantor, row.guarantor_workplace, feed.last()], |new| {
                new.get(0)
            })?;
        return Ok((id, Fate::Added));
    };
    let changed = transaction
        .prepare_cached(
            "UPDATE household SET community = ?2, address = ?3, guarantor = ?4, guarantor_workplace = ?5
             WHERE id = ?1 AND (community, address, guarantor, guarantor_workplace) IS NOT (?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, community, row.address, row.guarantor, row.guarantor_workplace])?;
    Ok((id, if changed > 0 { Fate::Changed } else { Fate::Same }))
}

fn take_resident(transaction: &Transaction<'_>, household: i64, row: &RosterRow) -> Result<Fate, StorageError> {
    let (first, last) = (row.first_day.to_string(), row.last_day.to_string());
    let inserted = transaction
        .prepare_cached(
            "INSERT INTO resident (household, name, document, phone, origin, first_day, last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (household, name) DO NOTHING",
        )?
        .execute(params![household, row.resident, row.document, row.phone, row.origin, first, last])?;
    if inserted > 0 {
        return Ok(Fate::Added);
    }
    let changed = transaction
        .prepare_cached(
            "UPDATE resident SET document = ?3, phone = ?4, origin = ?5, first_day = ?6, last_day = ?7
             WHERE household = ?1 AND name = ?2 AND (document, phone, origin, first_day, last_day) IS NOT (?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![household, row.resident, row.document, row.phone, row.origin, first, last])?;
    Ok(if changed > 0 { Fate::Changed } else { Fate::Same })
}

/// Makes the household's running assignments those of the roster; says whether that changed any.
fn assign(
    transaction: &Transaction<'_>,
    household: i64,
    carers: &[&Carer],
    first_start: Instant,
    now: Instant,
) -> Result<bool, StorageError> {
    let running: Vec<(i64, i64, String)> = transaction
        .prepare_cached("SELECT id, cadre, role FROM assignment WHERE household = ?1 AND until_at IS NULL")?
        .query_map([household], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut wanted = Vec::with_capacity(carers.len());
    for carer in carers {
        wanted.push((cadre(transaction, carer)?, role_text(carer.role)));
    }
    let mut changed = false;
    for (id, cadre, role) in &running {
        if !wanted.contains(&(*cadre, role.as_str())) {
            transaction.prepare_cached("UPDATE assignment SET until_at = ?2 WHERE id = ?1")?.execute(params![id, now.0])?;
            changed = true;
        }
    }
    let ever: i64 =
        transaction.prepare_cached("SELECT count(*) FROM assignment WHERE household = ?1")?.query_row([household], |row| row.get(0))?;
    for (cadre, role) in wanted {
        if !running.iter().any(|(_, held, held_role)| (*held, held_role.as_str()) == (cadre, role)) {
            let from = if ever == 0 { first_start } else { now };
            transaction
                .prepare_cached("INSERT INTO assignment (household, cadre, role, from_at) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![household, cadre, role, from.0])?;
            changed = true;
        }
    }
    Ok(changed)
}

fn cadre(transaction: &Transaction<'_>, carer: &Carer) -> Result<i64, StorageError> {
    let id = transaction
        .prepare_cached(
            "INSERT INTO cadre (name, office, phone) VALUES (?1, ?2, ?3)
             ON CONFLICT (name, office) DO UPDATE SET phone = coalesce(excluded.phone, phone) RETURNING id",
        )?
        .query_row(params![carer.name, carer.office, carer.phone], |row| row.get(0))?;
    Ok(id)
}

fn named(transaction: &Transaction<'_>, select: &str, insert: &str, name: &str) -> Result<i64, StorageError> {
    let existing = transaction.prepare_cached(select)?.query_row([name], |row| row.get(0)).optional()?;
    match existing {
        Some(id) => Ok(id),
        None => Ok(transaction.prepare_cached(insert)?.query_row([name], |row| row.get(0))?),
    }
}

pub(super) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Cadre => "cadre",
        Role::Community => "community",
        Role::Lead => "lead",
    }
}

pub(super) fn role_of(text: &str) -> Result<Role, StorageError> {
    match text {
        "cadre" => Ok(Role::Cadre),
        "community" => Ok(Role::Community),
        "lead" => Ok(Role::Lead),
        _ => Err(StorageError::Unreadable { what: "role" }),
    }
}
