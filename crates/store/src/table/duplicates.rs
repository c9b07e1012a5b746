//! Entries that moved to another log twice, because a copy of the profile moved them too, or whose first place came back:
//! of such duplicates one line is shown, with what was said of any of them. Moves nothing itself.

use daylog_domain::{
    entries::Origin,
    ids::{EntryId, LogId},
};
use daylog_faults::{Fault, broken};
use daylog_wire::chain;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{bytes, number, signed};
use crate::StoreError;

/// One of the duplicates that are on this device.
struct Duplicate {
    key: i64,
    id: EntryId,
}

/// Brings the lines of an entry and its duplicates in order after it was projected.
pub(crate) fn resolve(connection: &Connection, key: i64, id: EntryId, origin: Option<&Origin>) -> Result<(), StoreError> {
    if let Some(Origin { place, digest }) = origin {
        connection
            .prepare_cached(
                "insert or replace into moved_line (entry, origin_log, origin_sequence, origin_digest)
                 values (:entry, :log, :sequence, :digest)",
            )?
            .execute(named_params! { ":entry": key, ":log": place.log.0, ":sequence": signed(place.sequence), ":digest": digest })?;
    }
    if origin.is_none() && !anything_moved_from(connection, id)? {
        return Ok(());
    }
    let duplicates = of(connection, id)?;
    if duplicates.len() < 2 || broken(Fault::MovedTwiceShownTwice) {
        return Ok(());
    }
    for (number, duplicate) in duplicates.iter().enumerate() {
        connection
            .prepare_cached("update line set duplicate = :duplicate where entry = :entry")?
            .execute(named_params! { ":duplicate": number > 0, ":entry": duplicate.key })?;
    }
    Ok(())
}

/// The entry and all its duplicates here, the one that is shown first.
pub(crate) fn ids(connection: &Connection, id: EntryId) -> Result<Vec<EntryId>, StoreError> {
    let duplicates = of(connection, id)?;
    Ok(if duplicates.is_empty() { vec![id] } else { duplicates.into_iter().map(|duplicate| duplicate.id).collect() })
}

fn of(connection: &Connection, id: EntryId) -> Result<Vec<Duplicate>, StoreError> {
    let Some(origin) = origin(connection, id)? else { return Ok(Vec::new()) };
    let mut duplicates = moved_from(connection, &origin)?;
    duplicates.extend(first_place(connection, &origin)?);
    duplicates.sort_by_key(|duplicate| origin.rank(duplicate.id));
    Ok(duplicates)
}

/// Where the entry stood first, if it moved or others say that they moved from where it stands.
fn origin(connection: &Connection, id: EntryId) -> Result<Option<Origin>, StoreError> {
    let moved = connection
        .prepare_cached(
            "select origin_log, origin_sequence, origin_digest from moved_line
             join entry on entry.key = moved_line.entry join log on log.key = entry.log
             where log.log = :log and entry.sequence = :sequence",
        )?
        .query_row(named_params! { ":log": id.log.0, ":sequence": signed(id.sequence) }, |row| {
            Ok((|| {
                let place = EntryId { log: LogId(bytes(row, "origin_log")?), sequence: number(row, "origin_sequence")? };
                Ok(Origin { place, digest: bytes(row, "origin_digest")? })
            })())
        })
        .optional()?;
    match moved {
        Some(origin) => origin.map(Some),
        None if !anything_moved_from(connection, id)? => Ok(None),
        None => Ok(content(connection, id)?.map(|(_, content)| chain::origin(id, &content))),
    }
}

fn anything_moved_from(connection: &Connection, place: EntryId) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("select exists (select 1 from moved_line where origin_log = :log and origin_sequence = :sequence)")?
        .query_row(named_params! { ":log": place.log.0, ":sequence": signed(place.sequence) }, |row| row.get(0))?)
}

fn moved_from(connection: &Connection, Origin { place, digest }: &Origin) -> Result<Vec<Duplicate>, StoreError> {
    connection
        .prepare_cached(
            "select entry.key, log.log, entry.sequence from moved_line
             join entry on entry.key = moved_line.entry join log on log.key = entry.log
             where origin_log = :log and origin_sequence = :sequence and origin_digest = :digest and entry.commitment is null",
        )?
        .query_map(named_params! { ":log": place.log.0, ":sequence": signed(place.sequence), ":digest": digest }, |row| {
            Ok((|| {
                let id = EntryId { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")? };
                Ok(Duplicate { key: row.get("key")?, id })
            })())
        })?
        .map(|row| row?)
        .collect()
}

/// What stands at the first place, if it is what moved from there.
fn first_place(connection: &Connection, Origin { place, digest }: &Origin) -> Result<Option<Duplicate>, StoreError> {
    let found = content(connection, *place)?.filter(|(_, content)| chain::origin(*place, content).digest == *digest);
    Ok(found.map(|(key, _)| Duplicate { key, id: *place }))
}

fn content(connection: &Connection, id: EntryId) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "select entry.key, entry.bytes from entry join log on log.key = entry.log
             where log.log = :log and entry.sequence = :sequence and entry.commitment is null",
        )?
        .query_row(named_params! { ":log": id.log.0, ":sequence": signed(id.sequence) }, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
