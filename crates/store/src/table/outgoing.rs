//! What waits to be sent: the next contiguous piece of this device's log, from where the server says it stands.

use daylog_domain::ids::LogId;
use daylog_wire::{
    chain::{self, Head},
    segment::{BlockSalts, Segment, Slot},
};
use rusqlite::{Connection, named_params};

use super::{bytes, log, signed};
use crate::{Store, StoreError};

/// The next piece, and how many entries remain behind it.
#[derive(Debug)]
pub struct Outgoing {
    pub segment: Option<Segment>,
    pub remaining: u64,
}

impl Store {
    /// At most `entries` entries and about `size` bytes (always at least one entry), from the first that the server does not hold.
    pub fn outgoing(&self, entries: usize, size: usize) -> Result<Outgoing, StoreError> {
        let facts = log::open_log(&self.connection)?;
        let from = facts.have.min(facts.last);
        let slots = slots(&self.connection, facts.key, from, entries, size)?;
        let remaining = facts.last.saturating_sub(from).saturating_sub(slots.len() as u64);
        if slots.is_empty() {
            return Ok(Outgoing { segment: None, remaining });
        }
        let first = from + 1;
        let last_block = chain::block_of(from + slots.len() as u64);
        let salts = (chain::block_of(first)..=last_block)
            .map(|block| log::known_seed(&self.connection, facts.key, block)?.map(BlockSalts::Seed).ok_or(StoreError::DamagedPage))
            .collect::<Result<_, StoreError>>()?;
        let previous = head_at(&self.connection, facts.key, facts.log, from)?;
        Ok(Outgoing { segment: Some(Segment { log: facts.log, first, previous, salts, slots }), remaining })
    }
}

fn slots(connection: &Connection, log: i64, after: u64, entries: usize, size: usize) -> Result<Vec<Slot>, StoreError> {
    let mut statement =
        connection.prepare_cached("select bytes from entry where log = :log and sequence > :after order by sequence limit :entries")?;
    let mut rows =
        statement.query(named_params! { ":log": log, ":after": signed(after), ":entries": i64::try_from(entries).unwrap_or(1) })?;
    let (mut slots, mut total) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("bytes")?;
        total += bytes.len();
        if total > size && !slots.is_empty() {
            break;
        }
        slots.push(Slot::Entry(bytes));
    }
    Ok(slots)
}

impl Store {
    /// The head of an own log after entry `sequence`, if the device still holds that entry.
    pub fn head_at(&self, log: LogId, sequence: u64) -> Result<Option<Head>, StoreError> {
        if sequence == 0 {
            return Ok(Some(chain::first_head(log)));
        }
        let mut statement = self
            .connection
            .prepare_cached("select entry.head from entry join log on log.key = entry.log where log.log = :log and entry.sequence = :sequence and entry.head is not null")?;
        let mut rows = statement.query(named_params! { ":log": log.0, ":sequence": signed(sequence) })?;
        rows.next()?.map(|row| bytes(row, "head").map(Head)).transpose()
    }
}

fn head_at(connection: &Connection, key: i64, log: LogId, sequence: u64) -> Result<Head, StoreError> {
    if sequence == 0 {
        return Ok(chain::first_head(log));
    }
    connection
        .prepare_cached("select head from entry where log = :log and sequence = :sequence")?
        .query_row(named_params! { ":log": key, ":sequence": signed(sequence) }, |row| Ok(bytes(row, "head").map(Head)))?
}
