//! Taking in an answer of the server: what it holds, what it refused, and a page of what this device may see,
//! in one transaction, so that every received page is progress and none is taken twice.

use daylog_domain::{clocks::ServerTime, ids::EntryId, ids::LogId};
use daylog_wire::feed::{DistrictRecord, FeedEntry, FeedItem};
use daylog_wire::message::{CloneToken, Colleague, Epoch};
use daylog_wire::receipt::Receipt;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{device, entry, household, log, log::Refusal, signed};
use crate::{Store, StoreError, projection, purge};

/// What the engine made of one answer, already verified.
#[derive(Debug)]
pub struct Answer {
    pub log: LogId,
    pub epoch: Epoch,
    pub have: u64,
    pub receipt: Option<Receipt>,
    pub token: Option<CloneToken>,
    pub refused: Vec<Refusal>,
    pub items: Vec<FeedItem>,
    /// Where the next page begins, if a page came.
    pub feed: Option<u64>,
    /// None leaves what was known.
    pub colleagues: Option<Vec<Colleague>>,
    pub server_time: ServerTime,
}

/// What changed on this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    pub entries: u64,
    pub households: u64,
    pub settings: bool,
}

impl Store {
    pub fn apply(&mut self, answer: &Answer) -> Result<Applied, StoreError> {
        let (transaction, random) = self.write()?;
        if let Some(log) = own_log(&transaction, answer.log)? {
            keep_have(&transaction, log, answer)?;
            for refusal in &answer.refused {
                entry::refuse(&transaction, log, refusal.sequence, &refusal.reason)?;
            }
        }
        let mut applied = Applied::default();
        for item in &answer.items {
            apply_item(&transaction, item, &mut applied)?;
        }
        if let Some(colleagues) = &answer.colleagues {
            household::keep_colleagues(&transaction, colleagues)?;
        }
        device::keep_place(&transaction, answer.epoch, answer.feed)?;
        device::keep_server_time(&transaction, &answer.server_time)?;
        purge::settle(&transaction, random, answer.server_time.server)?;
        transaction.commit()?;
        if purge::sweep_due(&self.connection)? {
            // The answer is taken in; a file that cannot be swept now is swept with the next one or at the next opening.
            let _swept = purge::sweep(&self.connection);
        }
        Ok(applied)
    }
}

fn own_log(connection: &Connection, log: LogId) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .query_row("select key from log where log = :log and state <> 'other'", named_params! { ":log": log.0 }, |row| row.get(0))
        .optional()?)
}

/// The server's word stands, also when it holds less than it once said: then those entries wait again.
/// Not so for a closed log, which is never sent again: a late answer to another process would leave it waiting for ever.
fn keep_have(connection: &Connection, log: i64, answer: &Answer) -> Result<(), StoreError> {
    let receipt = answer.receipt.as_ref().map(Receipt::to_bytes);
    connection.execute(
        "update log set have = min(:have, last), receipt = coalesce(:receipt, receipt), token = coalesce(:token, token)
         where key = :log and state = 'open'",
        named_params! { ":log": log, ":have": signed(answer.have), ":receipt": receipt, ":token": answer.token.map(|token| token.0) },
    )?;
    Ok(())
}

fn apply_item(connection: &Connection, item: &FeedItem, applied: &mut Applied) -> Result<(), StoreError> {
    match item {
        FeedItem::Entry(entry) => applied.entries += u64::from(take_entry(connection, entry)?),
        FeedItem::Household(json) => {
            household::keep(connection, json)?;
            applied.households += 1;
        }
        FeedItem::Removed(id) => {
            household::remove(connection, *id)?;
            applied.households += 1;
        }
        FeedItem::Settings(json) => {
            device::keep_settings(connection, &serde_json::from_str::<DistrictRecord>(json)?)?;
            applied.settings = true;
        }
        FeedItem::Purge(order) => purge::take_order(connection, order)?,
    }
    Ok(())
}

/// Takes an entry of another log, once. One that cannot be read here is kept as bytes and shown by no screen.
fn take_entry(connection: &Connection, feed: &FeedEntry) -> Result<bool, StoreError> {
    let id = EntryId { log: feed.log, sequence: feed.sequence };
    if entry::key_of(connection, id)?.is_some() || purge::covers(connection, feed)? {
        return Ok(false);
    }
    if let Some(key) = purge::came_back(connection, feed)? {
        projection::project(connection, key, id, &daylog_wire::entry_from_bytes(&feed.bytes)?)?;
        return Ok(true);
    }
    // Content that went from the own log comes back only as what its commitment covers.
    if purge::is_gone(connection, id)? {
        return Ok(false);
    }
    let log = log::other(connection, feed.log, feed.cadre, &feed.cadre_name)?;
    let key = entry::insert(connection, log, feed.sequence, &feed.bytes, None, Some(feed.received))?;
    match daylog_wire::entry_from_bytes(&feed.bytes) {
        Ok(read) => projection::project(connection, key, id, &read)?,
        Err(_) => entry::refuse(connection, log, feed.sequence, entry::UNREADABLE_HERE)?,
    }
    Ok(true)
}
