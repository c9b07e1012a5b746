//! Logs: this device's log generations and those of others, and how much of each the server holds.

use daylog_domain::ids::{CadreId, LogId};
use daylog_faults::{Fault, broken};
use daylog_wire::{
    chain::{self, Head, Nonce, Salt, Seed},
    keys::PublicKey,
    message::CloneToken,
    watermark::Watermark,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{bytes, number, optional, signed};
use crate::{Random, Store, StoreError};

/// A log of this device.
#[derive(Debug, Clone)]
pub struct LogFacts {
    pub(crate) key: i64,
    pub log: LogId,
    pub nonce: Nonce,
    /// Number of the last entry; 0 when there is none.
    pub last: u64,
    pub head: Head,
    /// Up to where the server said, last time, that it holds it.
    pub have: u64,
    pub token: Option<CloneToken>,
    /// An earlier log generation, which is written no more.
    pub is_closed: bool,
}

/// An entry that the server holds as bytes but could not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub sequence: u64,
    pub reason: String,
}

impl Store {
    pub fn log(&self) -> Result<LogFacts, StoreError> {
        open_log(&self.connection)
    }

    /// One of this device's own logs.
    pub fn log_named(&self, log: LogId) -> Result<Option<LogFacts>, StoreError> {
        own_log(&self.connection, log)
    }

    /// A closed log of which the server has not said, in this epoch, that it holds it all.
    pub fn closed_log_waiting(&self) -> Result<Option<LogFacts>, StoreError> {
        self.connection
            .prepare_cached(&format!("{FACTS} where state = 'closed' and have < last order by key limit 1"))?
            .query_row([], |row| Ok(facts(row)))
            .optional()?
            .transpose()
    }

    /// Entries in any log of this device that the server has not said it holds.
    pub fn pending(&self) -> Result<u64, StoreError> {
        let pending: i64 = self.connection.query_row(
            "select coalesce(sum(max(last - have, 0)), 0)
               + (select count(*) from encrypted_entry join log on log.key = encrypted_entry.log
                  where sequence > log.last and handed is not (select epoch from device))
             from log where state in ('open', 'closed')",
            [],
            |row| row.get(0),
        )?;
        Ok(u64::try_from(pending).unwrap_or(0))
    }
}

const FACTS: &str = "select key, log, nonce, last, head, have, token, state from log";

pub(crate) fn open_log(connection: &Connection) -> Result<LogFacts, StoreError> {
    connection
        .prepare_cached(&format!("{FACTS} where state = 'open'"))?
        .query_row([], |row| Ok(facts(row)))
        .optional()?
        .ok_or(StoreError::NotEnrolled)?
}

/// One of this device's own logs, open or closed.
pub(crate) fn own_log(connection: &Connection, log: LogId) -> Result<Option<LogFacts>, StoreError> {
    connection
        .prepare_cached(&format!("{FACTS} where log = :log and state <> 'other'"))?
        .query_row(named_params! { ":log": log.0 }, |row| Ok(facts(row)))
        .optional()?
        .transpose()
}

fn facts(row: &Row<'_>) -> Result<LogFacts, StoreError> {
    Ok(LogFacts {
        key: row.get("key")?,
        log: LogId(bytes(row, "log")?),
        nonce: Nonce(bytes(row, "nonce")?),
        last: number(row, "last")?,
        head: Head(bytes(row, "head")?),
        have: number(row, "have")?,
        token: optional(row, "token")?.map(CloneToken),
        is_closed: row.get::<_, String>("state")? == "closed",
    })
}

/// A new epoch of the server may have lost any log: what was closed is offered again until the server says that it holds it.
/// The open log needs no such word: every answer states what the server has of it.
pub(crate) fn offer_closed_again(connection: &Connection) -> Result<(), StoreError> {
    if !broken(Fault::ClosedLogsForgotten) {
        connection.execute("update log set have = 0 where state = 'closed'", [])?;
    }
    Ok(())
}

/// Keeps the server's word on its backup, where it reaches further than the last.
pub(crate) fn keep_watermark(connection: &Connection, watermark: &Watermark) -> Result<(), StoreError> {
    connection.execute(
        "update log set watermark = :sequence, watermark_statement = :statement where log = :log and watermark < :sequence",
        named_params! { ":log": watermark.log.0, ":sequence": signed(watermark.sequence), ":statement": watermark.to_bytes() },
    )?;
    Ok(())
}

/// Opens a fresh log for this device, whose earlier one must be closed already.
pub(crate) fn open_new(connection: &Connection, public: &PublicKey, nonce: Nonce) -> Result<(), StoreError> {
    let log = chain::log_id(&public.0, nonce);
    connection.execute(
        "insert into log (log, nonce, state, cadre, cadre_name, head)
         select :log, :nonce, 'open', device.cadre, device.cadre_name, :head from device",
        named_params! { ":log": log.0, ":nonce": nonce.0, ":head": chain::first_head(log).0 },
    )?;
    Ok(())
}

/// The row of somebody else's log, made when it is first heard of.
pub(crate) fn other(connection: &Connection, log: LogId, cadre: CadreId, name: &str) -> Result<i64, StoreError> {
    let known = connection
        .prepare_cached("select key from log where log = :log")?
        .query_row(named_params! { ":log": log.0 }, |row| row.get(0))
        .optional()?;
    if let Some(key) = known {
        return Ok(key);
    }
    connection
        .prepare_cached("insert into log (log, state, cadre, cadre_name) values (:log, 'other', :cadre, :name)")?
        .execute(named_params! { ":log": log.0, ":cadre": cadre.0, ":name": name })?;
    Ok(connection.last_insert_rowid())
}

/// A log of this device, in this or an earlier log generation.
pub(crate) struct OwnLog {
    pub key: i64,
    pub log: LogId,
    pub nonce: Nonce,
    /// Up to where a verified backup holds it.
    pub watermark: u64,
}

pub(crate) fn own(connection: &Connection, log: LogId) -> Result<OwnLog, StoreError> {
    connection
        .prepare_cached("select key, nonce, watermark from log where log = :log and state <> 'other'")?
        .query_row(named_params! { ":log": log.0 }, |row| {
            Ok((|| Ok(OwnLog { key: row.get("key")?, log, nonce: Nonce(bytes(row, "nonce")?), watermark: number(row, "watermark")? }))())
        })
        .optional()?
        .ok_or(StoreError::NotEnrolled)?
}

pub(crate) fn advance(connection: &Connection, log: i64, last: u64, head: Head) -> Result<(), StoreError> {
    connection
        .prepare_cached("update log set last = :last, head = :head where key = :log")?
        .execute(named_params! { ":log": log, ":last": signed(last), ":head": head.0 })?;
    Ok(())
}

/// The salt seed of a block, made when its first entry comes.
pub(crate) fn block_seed(connection: &Connection, log: i64, block: u64, random: &mut dyn Random) -> Result<Seed, StoreError> {
    if let Some(seed) = known_seed(connection, log, block)? {
        return Ok(seed);
    }
    let mut seed = [0; 16];
    random.fill(&mut seed)?;
    connection
        .prepare_cached("insert into block (log, block, seed) values (:log, :block, :seed)")?
        .execute(named_params! { ":log": log, ":block": signed(block), ":seed": seed })?;
    Ok(Seed(seed))
}

/// The salt of an own entry: its own where its block lost its seed, otherwise grown from that.
pub(crate) fn salt(connection: &Connection, log: i64, sequence: u64, own: Option<Salt>) -> Result<Salt, StoreError> {
    match own {
        Some(salt) => Ok(salt),
        None => Ok(chain::salt(known_seed(connection, log, chain::block_of(sequence))?.ok_or(StoreError::DamagedPage)?, sequence)),
    }
}

pub(crate) fn known_seed(connection: &Connection, log: i64, block: u64) -> Result<Option<Seed>, StoreError> {
    Ok(connection
        .prepare_cached("select seed from block where log = :log and block = :block")?
        .query_row(named_params! { ":log": log, ":block": signed(block) }, |row| row.get(0))
        .optional()?
        .map(Seed))
}
