//! Projections: what screens search, derived from stored entries and disposable. Reads and writes no entry bytes of its own.

use daylog_domain::{
    entries::{Content, Entry, Kind, Outcome, errand::progress::progress},
    ids::EntryId,
    places::Premises,
    plan::CheckKind,
};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::{
    StoreError,
    table::{
        amendment, duplicates,
        entry::{self, StoredEntry},
        line::{self, StoredLine},
        signed,
    },
};

/// Brings the projections up to date with an entry that was just stored under `key`.
pub(crate) fn project(connection: &Connection, key: i64, id: EntryId, entry: &Entry) -> Result<(), StoreError> {
    match entry.content.amends() {
        Some(of) => {
            connection
                .prepare_cached("insert or replace into amendment (entry, of_log, of_sequence) values (:entry, :log, :sequence)")?
                .execute(named_params! { ":entry": key, ":log": of.log.0, ":sequence": signed(of.sequence) })?;
            // The amendment may have overtaken what it amends; that one will look for it when it comes.
            project_amended(connection, of)
        }
        None => {
            let stored = entry::by_key(connection, key)?;
            debug_assert_eq!(stored.id, id);
            project_line(connection, &stored)?;
            duplicates::resolve(connection, key, id, entry.origin.as_ref())
        }
    }
}

/// A receipt came, which may say more of when these were saved.
pub(crate) fn project_received(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    for key in keys {
        let stored = match entry::by_key(connection, *key) {
            // Of a program to come: shown by no screen here.
            Err(StoreError::Unreadable(_)) => continue,
            stored => stored?,
        };
        match stored.entry.content.amends() {
            Some(of) => project_amended(connection, of)?,
            None => project_line(connection, &stored)?,
        }
    }
    Ok(())
}

/// What an amendment acts on, wherever it stands now.
fn project_amended(connection: &Connection, of: EntryId) -> Result<(), StoreError> {
    duplicates::ids(connection, of)?.into_iter().try_for_each(|duplicate| match entry::key_of(connection, duplicate)? {
        Some(target) => project_line(connection, &entry::by_key(connection, target)?),
        None => Ok(()),
    })
}

/// Forgets an entry that is about to move to another log.
pub(crate) fn forget(connection: &Connection, key: i64) -> Result<(), StoreError> {
    for statement in [
        "delete from line where entry = :key",
        "delete from amendment where entry = :key",
        "delete from errand where entry = :key",
        "delete from moved_line where entry = :key",
    ] {
        connection.execute(statement, named_params! { ":key": key })?;
    }
    Ok(())
}

/// What an entry's going may change beside itself: what it amends, and the errand that it is a step of.
pub(crate) struct Touched {
    amended: Option<EntryId>,
    errand: Option<EntryId>,
}

/// Forgets an entry whose content goes.
pub(crate) fn forget_and_name_touched(connection: &Connection, key: i64) -> Result<Touched, StoreError> {
    let amended = connection
        .prepare_cached("select of_log, of_sequence from amendment where entry = :entry")?
        .query_map(named_params! { ":entry": key }, |row| Ok(amendment::target(row)))?
        .next()
        .transpose()?
        .transpose()?;
    let errand: Option<String> = connection
        .prepare_cached("select errand from line where entry = :entry")?
        .query_row(named_params! { ":entry": key }, |row| row.get(0))
        .optional()?
        .flatten();
    forget(connection, key)?;
    Ok(Touched { amended, errand: errand.and_then(|root| root.parse().ok()) })
}

/// Projects what stays of it without what went.
pub(crate) fn project_touched(connection: &Connection, touched: &Touched) -> Result<(), StoreError> {
    if let Some(key) = touched.amended.map(|of| entry::key_of(connection, of)).transpose()?.flatten() {
        project_line(connection, &entry::by_key(connection, key)?)?;
    }
    touched.errand.map_or(Ok(()), |root| project_errand(connection, root))
}

fn project_line(connection: &Connection, stored: &StoredEntry) -> Result<(), StoreError> {
    let effective = amendment::effective(connection, stored, &amendment::of(connection, stored.id)?)?;
    let content = &effective.content;
    // What is ahead of its time is shown, and stands for nothing.
    let counted = (!effective.ahead).then_some(content);
    let errand = content.errand_root(stored.id);
    connection
        .prepare_cached(
            "insert into line (entry, household, resident, place_kind, place, cadre, satisfies, tried, claimed, said, celsius, seal,
               errand, withdrawn)
             values (:entry, :household, :resident, :place_kind, :place, :cadre, :satisfies, :tried, :claimed, :said, :celsius, :seal,
               :errand, :withdrawn)
             on conflict (entry) do update set household = excluded.household, resident = excluded.resident,
               place_kind = excluded.place_kind, place = excluded.place, cadre = excluded.cadre,
               satisfies = excluded.satisfies, tried = excluded.tried, claimed = excluded.claimed, said = excluded.said,
               celsius = excluded.celsius, seal = excluded.seal, errand = excluded.errand, withdrawn = excluded.withdrawn",
        )?
        .execute(named_params! {
            ":entry": stored.key,
            ":household": stored.entry.household().map(|household| household.0),
            ":resident": stored.entry.resident().map(|resident| resident.0),
            ":place_kind": stored.entry.place().map(|place| place.kind().name()),
            ":place": stored.entry.place().map(Premises::id),
            ":cadre": stored.cadre,
            ":satisfies": counted.and_then(Kind::check).map(CheckKind::name),
            ":tried": content.outcome() == Outcome::Tried,
            ":claimed": effective.at.instant.0,
            ":said": effective.said_at.0,
            ":celsius": counted.and_then(Content::reading).map(|celsius| celsius.0),
            ":seal": counted.and_then(Content::seal).map(|seal| seal.state.name()),
            ":errand": errand.map(|root| root.to_string()),
            ":withdrawn": effective.withdrawn,
        })?;
    match errand {
        Some(root) => project_errand(connection, root),
        None => Ok(()),
    }
}

fn project_errand(connection: &Connection, root: EntryId) -> Result<(), StoreError> {
    let Some(key) = entry::key_of(connection, root)? else { return Ok(()) };
    // An errand is a household's; of anything else there is none to be listed.
    let Some(household) = entry::by_key(connection, key)?.entry.household() else { return Ok(()) };
    let lines = line::errand_lines(connection, root)?;
    let steps: Vec<_> = lines.iter().filter_map(StoredLine::errand_entry).collect();
    connection.prepare_cached("insert or replace into errand (entry, household, is_open) values (:entry, :household, :is_open)")?.execute(
        named_params! { ":entry": key, ":household": household.0, ":is_open": progress(&steps).is_some_and(|progress| progress.is_open()) },
    )?;
    Ok(())
}
