//! Taking in an answer of the server: what it holds, what it refused, and a page of what this device may see,
//! in one transaction, so that every received page is progress and none is taken twice.

use daylog_domain::{clocks::ServerTime, ids::EntryId, ids::LogId, trust::Trust};
use daylog_faults::{Fault, broken};
use daylog_wire::{
    checkpoint::Epoch,
    directory::SignedDirectory,
    feed::{DistrictRecord, FeedEntry, FeedItem},
    message::{CloneToken, Colleague},
    receipt::Receipt,
    watermark::Watermark,
};
use rusqlite::{Connection, named_params};

use crate::{
    Random, Store, StoreError, log_generation, projection,
    purge::{self, Gone},
    table::{
        device, entry, household,
        log::{self, LogFacts, Refusal},
        roster_news, signed, trust,
    },
};

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
    /// The server said that its own clock is in doubt.
    pub is_time_doubted: bool,
    /// A checkpoint that goes on from the one held, or is of a new epoch.
    pub checkpoint: Option<Vec<u8>>,
    pub watermark: Option<Watermark>,
    /// A newer directory whose authorities are trusted.
    pub directory: Option<SignedDirectory>,
}

/// What changed on this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    pub entries: u64,
    pub households: u64,
    pub settings: bool,
}

impl Store {
    /// Takes in an answer. Where the disk takes nothing, only what the server says it holds, and only until the record is
    /// closed: so everything that waits can be sent all the same.
    pub fn apply(&mut self, answer: &Answer) -> Result<Applied, StoreError> {
        let taken = match self.must_last() {
            Ok(()) => self.take_in(answer),
            Err(error) if self.is_copy() && error.is_of_room() => return self.hear(answer),
            Err(error) => Err(error),
        };
        match taken {
            Err(error) if error.is_of_room() => {
                self.go_on_in_memory(error)?;
                self.hear(answer)
            }
            taken => taken,
        }
    }

    /// Of what is only heard nothing may bind the district: no token, no page, no directory that it would believe is kept.
    fn hear(&mut self, answer: &Answer) -> Result<Applied, StoreError> {
        let transaction = self.connection.transaction()?;
        if let Some(log) = log::own_log(&transaction, answer.log)? {
            keep_have(&transaction, &log, answer, None)?;
        }
        device::keep_place(&transaction, answer.epoch, None)?;
        hear_time(&transaction, answer)?;
        transaction.commit()?;
        Ok(Applied::default())
    }

    fn take_in(&mut self, answer: &Answer) -> Result<Applied, StoreError> {
        let (transaction, random) = self.write()?;
        if let Some(log) = log::own_log(&transaction, answer.log)? {
            keep_have(&transaction, &log, answer, answer.token)?;
            for refusal in &answer.refused {
                entry::refuse(&transaction, log.key, refusal.sequence, &refusal.reason)?;
            }
        }
        let mut applied = Applied::default();
        if device::begins_anew(&transaction, answer.epoch)? {
            household::doubt_all(&transaction)?;
        }
        let is_news = roster_news::are_told(&transaction)?;
        for item in &answer.items {
            apply_item(&transaction, item, is_news, random, &mut applied)?;
        }
        if let Some(colleagues) = &answer.colleagues {
            household::keep_colleagues(&transaction, colleagues)?;
            // Colleagues are told with the last page only.
            if answer.feed.is_some() {
                applied.households += household::remove_doubted(&transaction, is_news)?;
                roster_news::tell_from_here(&transaction)?;
            }
        }
        device::keep_place(&transaction, answer.epoch, answer.feed)?;
        if let Some(checkpoint) = &answer.checkpoint {
            device::keep_checkpoint(&transaction, checkpoint)?;
        }
        if let Some(watermark) = &answer.watermark {
            log::keep_watermark(&transaction, watermark)?;
        }
        if let Some(directory) = &answer.directory {
            device::keep_directory(&transaction, directory)?;
        }
        let trust = hear_time(&transaction, answer)?;
        // Nothing goes by a clock that is in doubt: what goes does not come back when the clock is set right.
        let is_believed = trust.anchor == Some(answer.server_time);
        purge::run_due(&transaction, random, is_believed.then_some(answer.server_time.server))?;
        transaction.commit()?;
        if purge::vacuum_due(&self.connection)? {
            // The answer is taken in; a file that cannot be vacuumed now is vacuumed with the next one or at the next opening.
            let _vacuumed = purge::vacuum(&self.connection);
        }
        Ok(applied)
    }
}

fn hear_time(connection: &Connection, answer: &Answer) -> Result<Trust, StoreError> {
    let trust = match broken(Fault::EveryTimeBelieved) {
        true => Trust::of(Some(answer.server_time)),
        false => trust::known(connection)?.heard(answer.server_time, answer.is_time_doubted),
    };
    trust::keep(connection, &trust)?;
    Ok(trust)
}

/// The server's word stands, also when it holds less than it once said: then those entries wait again.
/// A closed log is given no token: it is nobody's to go on with.
fn keep_have(connection: &Connection, log: &LogFacts, answer: &Answer, token: Option<CloneToken>) -> Result<(), StoreError> {
    let receipt = answer.receipt.as_ref().map(Receipt::to_bytes);
    connection.execute(
        "update log set have = min(:have, last), receipt = coalesce(:receipt, receipt),
           token = case when state = 'open' then coalesce(:token, token) end where key = :log",
        named_params! { ":log": log.key, ":have": signed(answer.have), ":receipt": receipt, ":token": token.map(|token| token.0) },
    )?;
    projection::project_received(connection, &entry::forget_received(connection, log.key, answer.have)?)?;
    answer.receipt.as_ref().map_or(Ok(()), |receipt| take_receipt(connection, log, receipt))
}

/// A receipt says when the server took in what it did not hold before: what it shows of a clock that ran ahead counts here as
/// it does there.
pub(crate) fn take_receipt(connection: &Connection, log: &LogFacts, receipt: &Receipt) -> Result<(), StoreError> {
    let told = entry::keep_received(connection, log.key, log.have, receipt.sequence, receipt.received)?;
    projection::project_received(connection, &told)
}

fn apply_item(
    connection: &Connection,
    item: &FeedItem,
    is_news: bool,
    random: &mut dyn Random,
    applied: &mut Applied,
) -> Result<(), StoreError> {
    match item {
        FeedItem::Entry(entry) => applied.entries += u64::from(take_entry(connection, entry, random)?),
        FeedItem::Household(json) => {
            household::keep(connection, json, is_news)?;
            applied.households += 1;
        }
        FeedItem::Removed(id) => {
            household::remove(connection, *id, is_news)?;
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
fn take_entry(connection: &Connection, feed: &FeedEntry, random: &mut dyn Random) -> Result<bool, StoreError> {
    let id = EntryId { log: feed.log, sequence: feed.sequence };
    if let Some(key) = entry::key_of(connection, id)? {
        let is_the_same: bool = connection
            .prepare_cached("select bytes = :bytes from entry where key = :key")?
            .query_row(named_params! { ":key": key, ":bytes": feed.bytes }, |row| row.get(0))?;
        if is_the_same {
            return Ok(false);
        }
        make_room(connection, key, id, random)?;
    }
    if purge::covers(connection, feed)? {
        return Ok(false);
    }
    match purge::gone(connection, feed)? {
        Gone::Nothing => {}
        Gone::CameBack(key) => {
            projection::project(connection, key, id, &daylog_wire::entry_from_bytes(&feed.bytes)?)?;
            return Ok(true);
        }
        Gone::Stays => return Ok(false),
        Gone::OtherBranch => {
            log_generation::move_behind(connection, id.log, id.sequence.saturating_sub(1), random)?;
        }
    }
    let log = log::other(connection, feed.log, feed.cadre, &feed.cadre_name)?;
    let key = entry::insert(connection, log, feed.sequence, &feed.bytes, None, Some(feed.received))?;
    match daylog_wire::entry_from_bytes(&feed.bytes) {
        Ok(read) => projection::project(connection, key, id, &read)?,
        Err(_) => entry::refuse(connection, log, feed.sequence, "unreadable_here")?,
    }
    Ok(true)
}

/// The server holds another content at this number than this device: it came back from a backup, and a copy of the writer
/// was quicker. What this device wrote there itself moves to its open log, what it was sent is quarantined.
fn make_room(connection: &Connection, key: i64, id: EntryId, random: &mut dyn Random) -> Result<(), StoreError> {
    let is_own: bool =
        connection.query_row("select head is not null from entry where key = :key", named_params! { ":key": key }, |row| row.get(0))?;
    if is_own {
        log_generation::move_behind(connection, id.log, id.sequence.saturating_sub(1), random)?;
        return Ok(());
    }
    projection::forget(connection, key)?;
    connection.execute(
        "insert into replaced_entry (log, sequence, bytes) select log, sequence, bytes from entry where key = :key",
        named_params! { ":key": key },
    )?;
    connection.execute("delete from entry where key = :key", named_params! { ":key": key })?;
    Ok(())
}
