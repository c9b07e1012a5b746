//! Entries as bytes: the truth from which every projection is rebuilt. The bytes are never updated, and nothing is deleted here.

use daylog_domain::{
    entries::{Entry, ahead},
    ids::{EntryId, LogId},
    time::Instant,
};
use daylog_wire::chain::Head;
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};

use super::{bytes, number, optional, signed};
use crate::StoreError;

/// Why an entry of another log is kept and not shown: this version cannot read it.
pub(crate) const UNREADABLE_HERE: &str = "unreadable_here";

/// One stored entry, read.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    pub(crate) key: i64,
    pub id: EntryId,
    pub entry: Entry,
    /// The server holds it.
    pub received: bool,
    /// When the server took it in, as the feed said; of what this device sent itself, as the first receipt said.
    pub(crate) received_at: Option<Instant>,
    pub refused: Option<String>,
    pub cadre: u32,
    pub cadre_name: String,
    /// Written by this device, in this or an earlier log generation.
    pub own: bool,
    /// Part of this device's own chain; what a copy wrote in an own log is not.
    pub(crate) chained: bool,
}

pub(crate) fn insert(
    connection: &Connection,
    log: i64,
    sequence: u64,
    entry: &[u8],
    head: Option<Head>,
    received: Option<Instant>,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached("insert into entry (log, sequence, bytes, head, received) values (:log, :sequence, :bytes, :head, :received)")?
        .execute(named_params! {
            ":log": log, ":sequence": signed(sequence), ":bytes": entry, ":head": head.map(|head| head.0), ":received": received.map(|at| at.0),
        })?;
    Ok(connection.last_insert_rowid())
}

/// The entry's row, unless its content went.
pub(crate) fn key_of(connection: &Connection, id: EntryId) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("select entry.key from entry join log on log.key = entry.log where log.log = :log and entry.sequence = :sequence and entry.commitment is null")?
        .query_row(named_params! { ":log": id.log.0, ":sequence": signed(id.sequence) }, |row| row.get(0))
        .optional()?)
}

/// Columns that `stored` reads, for statements that join `entry` and `log`.
macro_rules! stored_columns {
    () => {
        "entry.key, log.log, entry.sequence, entry.bytes, entry.received, entry.refused, entry.head is not null as chained, log.state, log.have,
         coalesce(log.cadre, 0) as cadre, log.cadre_name"
    };
}
pub(crate) use stored_columns;

fn stored(row: &Row<'_>) -> Result<StoredEntry, StoreError> {
    let sequence = number(row, "sequence")?;
    let own = row.get::<_, String>("state")? != "other";
    let received_at = optional::<i64>(row, "received")?;
    let chained: bool = row.get("chained")?;
    Ok(StoredEntry {
        key: row.get("key")?,
        id: EntryId { log: LogId(bytes(row, "log")?), sequence },
        entry: daylog_wire::entry_from_bytes(row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?)?,
        // What the feed brought is received, also in an own log that a copy of this device wrote on.
        received: (received_at.is_some() && !chained) || number(row, "have")? >= sequence,
        received_at: received_at.map(Instant),
        refused: optional(row, "refused")?,
        cadre: row.get("cadre")?,
        cadre_name: row.get("cadre_name")?,
        own,
        chained,
    })
}

/// The entries that a statement with `stored_columns` finds, in its order.
pub(crate) fn select(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<StoredEntry>, StoreError> {
    connection.prepare_cached(sql)?.query_map(params, |row| Ok(stored(row)))?.map(|row| row?).collect()
}

pub(crate) fn by_key(connection: &Connection, key: i64) -> Result<StoredEntry, StoreError> {
    connection
        .prepare_cached(concat!("select ", stored_columns!(), " from entry join log on log.key = entry.log where entry.key = :key"))?
        .query_row(named_params! { ":key": key }, |row| Ok(stored(row)))?
}

/// A receipt came for the own entries between these numbers: keeps when, and names those of which it may say more than their
/// own clocks. What it says of one for the first time stands.
pub(crate) fn keep_received(connection: &Connection, log: i64, had: u64, have: u64, at: Instant) -> Result<Vec<i64>, StoreError> {
    const THESE: &str =
        "log = :log and sequence > :had and sequence <= :have and head is not null and commitment is null and received is null";
    let params = named_params! { ":log": log, ":had": signed(had), ":have": signed(have) };
    let mut told = Vec::new();
    let mut statement = connection.prepare_cached(&format!("select key, bytes from entry where {THESE}"))?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        let entry = daylog_wire::entry_from_bytes(row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?);
        if entry.is_ok_and(|entry| ahead::heeds_receipt(&entry.clocks)) {
            told.push(row.get("key")?);
        }
    }
    connection
        .prepare_cached(&format!("update entry set received = :at where {THESE}"))?
        .execute(named_params! { ":log": log, ":had": signed(had), ":have": signed(have), ":at": at.0 })?;
    Ok(told)
}

/// The server holds this log only so far, whatever it said before. Names those of which a receipt said when.
pub(crate) fn forget_received(connection: &Connection, log: i64, have: u64) -> Result<Vec<i64>, StoreError> {
    connection
        .prepare_cached(
            "update entry set received = null where log = :log and sequence > :have and head is not null and commitment is null
               and received is not null returning key",
        )?
        .query_map(named_params! { ":log": log, ":have": signed(have) }, |row| row.get(0))?
        .map(|key| key.map_err(StoreError::from))
        .collect()
}

/// The entries before this number in its log that are here, the newest first.
pub(crate) fn before(connection: &Connection, id: EntryId, limit: u32) -> Result<Vec<Entry>, StoreError> {
    connection
        .prepare_cached(
            "select entry.bytes from entry join log on log.key = entry.log
             where log.log = :log and entry.sequence < :sequence and entry.commitment is null order by entry.sequence desc limit :limit",
        )?
        .query_map(named_params! { ":log": id.log.0, ":sequence": signed(id.sequence), ":limit": limit }, |row| row.get::<_, Vec<u8>>(0))?
        // What this version cannot read proves nothing here.
        .filter_map(|row| row.map(|bytes| daylog_wire::entry_from_bytes(&bytes).ok()).transpose())
        .map(|row| row.map_err(StoreError::from))
        .collect()
}

pub(crate) fn refuse(connection: &Connection, log: i64, sequence: u64, reason: &str) -> Result<(), StoreError> {
    connection.execute(
        "update entry set refused = :reason where log = :log and sequence = :sequence",
        named_params! { ":log": log, ":sequence": signed(sequence), ":reason": reason },
    )?;
    Ok(())
}

/// A later version reads what an earlier one could not.
pub(crate) fn readable_now(connection: &Connection, key: i64) -> Result<(), StoreError> {
    connection.execute("update entry set refused = null where key = :key", named_params! { ":key": key })?;
    Ok(())
}
