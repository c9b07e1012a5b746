//! What waits to be sent: the next contiguous piece of this device's log, from where the server says it stands.

use daylog_domain::ids::LogId;
use daylog_wire::{
    chain::{self, Commitment, Head, Salt},
    envelope::Envelope,
    segment::{BlockSalts, Segment, Slot},
};
use rusqlite::{Connection, named_params};

use super::{
    bytes,
    log::{self, LogFacts},
    number, optional, signed,
};
use crate::{Store, StoreError};

/// The next piece, and how many entries remain behind it.
#[derive(Debug)]
pub struct Outgoing {
    pub segment: Option<Segment>,
    /// Entries whose content left this device with their household, in the order of their numbers; instead of a segment.
    pub encrypted: Vec<Envelope>,
    pub remaining: u64,
}

/// The most encrypted entries that go at once.
const ENCRYPTED_AT_ONCE: i64 = 16;

impl Store {
    /// The next piece of the open log.
    pub fn outgoing(&self, entries: usize, size: usize) -> Result<Outgoing, StoreError> {
        self.outgoing_of(&log::open_log(&self.connection)?, entries, size)
    }

    /// At most `entries` entries and about `size` bytes (always at least one entry), from the first that the server does not hold.
    pub fn outgoing_of(&self, facts: &LogFacts, entries: usize, size: usize) -> Result<Outgoing, StoreError> {
        let from = facts.have.min(facts.last);
        let outgoing = slots(&self.connection, facts, entries, size)?;
        let remaining = facts.last.saturating_sub(from).saturating_sub(outgoing.len() as u64);
        if outgoing.is_empty() {
            return Ok(Outgoing { segment: None, encrypted: encrypted(&self.connection, facts.key, from)?, remaining });
        }
        let first = from + 1;
        let salts = salts(&self.connection, facts.key, first, &outgoing)?;
        let previous = head_before(&self.connection, facts.key, facts.log, first)?;
        let slots = outgoing.into_iter().map(|(slot, _)| slot).collect();
        Ok(Outgoing { segment: Some(Segment { log: facts.log, first, previous, salts, slots }), encrypted: Vec::new(), remaining })
    }
}

/// What stands at the next numbers, each with its own salt if its block has lost its seed. Ends before an entry that is
/// only here encrypted: sent without its content, it would be lost to a server that lost it.
fn slots(connection: &Connection, facts: &LogFacts, entries: usize, size: usize) -> Result<Vec<(Slot, Option<Salt>)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select bytes, commitment, salt, commitment is not null and exists
           (select 1 from encrypted_entry where encrypted_entry.log = entry.log and encrypted_entry.sequence = entry.sequence) as is_encrypted
         from entry where log = :log and sequence > :after and sequence <= :last order by sequence limit :entries",
    )?;
    let mut rows = statement.query(named_params! {
        ":log": facts.key, ":after": signed(facts.have), ":last": signed(facts.last), ":entries": i64::try_from(entries).unwrap_or(1),
    })?;
    let (mut slots, mut total) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let content: Vec<u8> = row.get("bytes")?;
        total += content.len();
        if row.get("is_encrypted")? || (total > size && !slots.is_empty()) {
            break;
        }
        let gone = optional(row, "commitment")?.map(|commitment| Slot::Purged(Commitment(commitment)));
        slots.push((gone.unwrap_or(Slot::Entry(content)), optional(row, "salt")?.map(Salt)));
    }
    Ok(slots)
}

/// One for each block: its seed, or where something of it went the salts of what is left.
fn salts(connection: &Connection, log: i64, first: u64, slots: &[(Slot, Option<Salt>)]) -> Result<Vec<BlockSalts>, StoreError> {
    let last = first + slots.len() as u64 - 1;
    (chain::block_of(first)..=chain::block_of(last))
        .map(|block| {
            let seed = log::known_seed(connection, log, block)?;
            let of_block = || (first..).zip(slots).filter(|(number, _)| chain::block_of(*number) == block);
            let grown = of_block().all(|(_, (slot, salt))| matches!(slot, Slot::Entry(_)) && salt.is_none());
            if grown {
                return seed.map(BlockSalts::Seed).ok_or(StoreError::DamagedPage);
            }
            let salt = |(number, (slot, salt)): (u64, &(Slot, Option<Salt>))| match (slot, salt, seed) {
                (Slot::Purged(_), _, _) => Ok(None),
                (Slot::Entry(_), Some(salt), _) => Ok(Some(*salt)),
                (Slot::Entry(_), None, Some(seed)) => Ok(Some(chain::salt(seed, number))),
                (Slot::Entry(_), None, None) => Err(StoreError::DamagedPage),
            };
            of_block().map(salt).collect::<Result<_, _>>().map(BlockSalts::Each)
        })
        .collect()
}

/// The encrypted entries that stand next in the log without a gap.
fn encrypted(connection: &Connection, log: i64, after: u64) -> Result<Vec<Envelope>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select sequence, envelope from encrypted_entry where log = :log and sequence > :after order by sequence limit :most",
    )?;
    let mut rows = statement.query(named_params! { ":log": log, ":after": signed(after), ":most": ENCRYPTED_AT_ONCE })?;
    let mut encrypted = Vec::new();
    while let Some(row) = rows.next()? {
        if number(row, "sequence")? != after + 1 + encrypted.len() as u64 {
            break;
        }
        encrypted.push(Envelope::from_bytes(&row.get::<_, Vec<u8>>("envelope")?)?);
    }
    Ok(encrypted)
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

/// The head of an own log before its entry `sequence`.
pub(crate) fn head_before(connection: &Connection, key: i64, log: LogId, sequence: u64) -> Result<Head, StoreError> {
    if sequence <= 1 {
        return Ok(chain::first_head(log));
    }
    connection
        .prepare_cached("select head from entry where log = :log and sequence = :sequence")?
        .query_row(named_params! { ":log": key, ":sequence": signed(sequence - 1) }, |row| Ok(bytes(row, "head").map(Head)))?
}
