//! Amendments: what was said of an entry, and the entry as it stands with that.

use daylog_domain::{
    entries::{
        Kind,
        ahead::{self, Evidence},
        history::{self, Amendment, Effective},
    },
    ids::{CadreId, EntryId, LogId},
};
use rusqlite::{Connection, Row, named_params};

use super::{
    bytes, duplicates,
    entry::{self, StoredEntry, select, stored_columns},
    number, signed,
};
use crate::StoreError;

/// What was said of an entry, or of a duplicate of it, in the order in which it came here.
pub(crate) fn of(connection: &Connection, of: EntryId) -> Result<Vec<StoredEntry>, StoreError> {
    let mut found = Vec::new();
    for id in duplicates::ids(connection, of)? {
        found.extend(select(
            connection,
            concat!(
                "select ",
                stored_columns!(),
                " from amendment join entry on entry.key = amendment.entry join log on log.key = entry.log
                 where amendment.of_log = :log and amendment.of_sequence = :sequence"
            ),
            named_params! { ":log": id.log.0, ":sequence": signed(id.sequence) },
        )?);
    }
    // Read as if it had been said of the one that is asked for: to a person they are the same entry.
    for amendment in &mut found {
        amendment.entry.content.redirect(of);
    }
    found.sort_by_key(|amendment| amendment.key);
    Ok(found)
}

/// An entry together with its amendments, as it stands now.
pub(crate) fn effective(connection: &Connection, stored: &StoredEntry, amendments: &[StoredEntry]) -> Result<Effective, StoreError> {
    let amendments: Vec<_> = amendments
        .iter()
        .map(|amendment| {
            let evidence = evidence(connection, amendment)?;
            Ok(Amendment { id: amendment.id, cadre: CadreId(amendment.cadre), entry: &amendment.entry, evidence })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(history::fold(stored.id, CadreId(stored.cadre), &stored.entry, evidence(connection, stored)?, &amendments))
}

/// What is known of when it was saved beside its own bytes.
fn evidence(connection: &Connection, stored: &StoredEntry) -> Result<Evidence, StoreError> {
    Evidence::gather(&stored.entry, stored.received_at, || entry::before(connection, stored.id, ahead::PREVIOUS_READ))
}

pub(crate) fn target(row: &Row<'_>) -> Result<EntryId, StoreError> {
    Ok(EntryId { log: LogId(bytes(row, "of_log")?), sequence: number(row, "of_sequence")? })
}
