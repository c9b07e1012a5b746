//! The district's orders to purge content: kept, and carried out as far as what they cover was receipted, and wherever a log
//! ends at another branch.

use daylog_domain::ids::LogId;
use daylog_faults::Fault;
use daylog_wire::{
    chain::{self, Commitment, Salt},
    entry_from_bytes,
    feed::FeedEntry,
    purge::{PurgeOrder, Range, SignedPurgeOrder},
};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{
    evict::{evict_others, evict_own, evict_replaced},
    scope::about,
};
use crate::{
    StoreError,
    table::{
        device,
        log::{self, LogFacts},
        number, optional, signed,
    },
};

/// Keeps an order that the district signed, once, and carries it out. Anything else is passed over.
pub(crate) fn take_order(connection: &Connection, signed_order: &SignedPurgeOrder) -> Result<(), StoreError> {
    let Some(enrolled) = device::read(connection)?.and_then(|device| device.enrolled) else { return Ok(()) };
    let Ok(order) = signed_order.open(&enrolled.server) else { return Ok(()) };
    connection.execute(
        "insert or ignore into purge_order (number, bytes, waits) values (:number, :bytes, 1)",
        named_params! { ":number": signed(order.number), ":bytes": signed_order.to_bytes() },
    )?;
    for range in order.ranges() {
        connection
            .prepare_cached("insert or ignore into purged_range (log, first, last, number) values (:log, :first, :last, :number)")?
            .execute(named_params! {
            ":log": order.log.0, ":first": signed(range.first), ":last": signed(range.last), ":number": signed(order.number),
        })?;
    }
    // Orders cover all that the district held about the household, and the feed brings them behind it. What others wrote and is
    // still here, wherever it stands, was covered as well, or is of a history that was lost: it stood first in a place that
    // only that history knew.
    let about = about(connection, order.household)?;
    let others: Vec<i64> = about.iter().filter(|entry| !(entry.own && entry.chained)).map(|entry| entry.key).collect();
    evict_others(connection, &others)?;
    for range in order.ranges() {
        evict_others(connection, &named_by_others(connection, &order, range)?)?;
    }
    evict_replaced(connection, order.household)?;
    carry_out(connection, &order)
}

pub(super) fn carry_out_waiting(connection: &Connection) -> Result<(), StoreError> {
    let waiting: Vec<Vec<u8>> = connection
        .prepare_cached("select bytes from purge_order where waits order by number")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for bytes in waiting {
        // Its signature was checked when it came.
        let order: PurgeOrder = SignedPurgeOrder::from_bytes(&bytes)?.read()?;
        carry_out(connection, &order)?;
    }
    Ok(())
}

/// Whether an order that is kept here covers an entry that comes: a server that lost the order may send it again. Such a
/// server sends no salt with what others wrote; then the household tells it from what another branch has at the same number.
pub(crate) fn covers(connection: &Connection, entry: &FeedEntry) -> Result<bool, StoreError> {
    if daylog_faults::broken(Fault::PurgeNotReapplied) {
        return Ok(false);
    }
    let covers = |order: &PurgeOrder| match entry.salt {
        Some(salt) => is_meant(order, entry.sequence, chain::commitment(salt, &entry.bytes)),
        None => order.may_be_about(entry_from_bytes(&entry.bytes).ok().as_ref()),
    };
    Ok(kept(connection, entry.log, Range { first: entry.sequence, last: entry.sequence })?.iter().any(covers))
}

/// Lets own entries behind `after` go that orders cover, receipted or not in this epoch: an order names by commitment what the
/// district held once. It lost the branch on which they stand, and wants them on no other.
pub(crate) fn evict_ordered(connection: &Connection, log: &LogFacts, after: u64) -> Result<(), StoreError> {
    let behind = Range { first: after.saturating_add(1), last: log.last };
    for order in kept(connection, log.log, behind)? {
        let covered = covered(connection, log.key, &order, behind)?;
        evict_own(connection, log.key, &covered.into_iter().map(|(number, _)| number).collect::<Vec<_>>(), None)?;
    }
    Ok(())
}

/// The orders that name any of these numbers.
fn kept(connection: &Connection, log: LogId, numbers: Range) -> Result<Vec<PurgeOrder>, StoreError> {
    let found: Vec<Vec<u8>> = connection
        .prepare_cached(
            "select bytes from purge_order where number in
               (select number from purged_range where log = :log and first <= :last and last >= :first)",
        )?
        .query_map(named_params! { ":log": log.0, ":first": signed(numbers.first), ":last": signed(numbers.last) }, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    found.iter().map(|bytes| Ok(SignedPurgeOrder::from_bytes(bytes)?.read()?)).collect()
}

fn carry_out(connection: &Connection, order: &PurgeOrder) -> Result<(), StoreError> {
    let log: Option<i64> = connection
        .prepare_cached("select key from log where log = :log and state <> 'other'")?
        .query_row(named_params! { ":log": order.log.0 }, |row| row.get(0))
        .optional()?;
    let mut waits = false;
    if let Some(log) = log {
        for range in order.ranges() {
            let may_go = |(_, receipted): &(u64, bool)| *receipted || daylog_faults::broken(Fault::AnswerDeletesEntries);
            let (going, waiting): (Vec<_>, Vec<_>) = covered(connection, log, order, range)?.into_iter().partition(may_go);
            evict_own(connection, log, &going.into_iter().map(|(number, _)| number).collect::<Vec<_>>(), None)?;
            forget_that_they_left(connection, log, order, range)?;
            waits |= !waiting.is_empty();
        }
    }
    connection
        .prepare_cached("update purge_order set waits = :waits where number = :number")?
        .execute(named_params! { ":waits": waits, ":number": signed(order.number) })?;
    Ok(())
}

fn is_meant(order: &PurgeOrder, sequence: u64, commitment: Commitment) -> bool {
    if daylog_faults::broken(Fault::OrderByNumberAlone) { order.names(sequence) } else { order.covers(sequence, commitment) }
}

/// What others wrote at numbers of the order, in their logs and as copies of this device in an own one: beside what is about
/// the household, what amends that from elsewhere, and what cannot be read here.
fn named_by_others(connection: &Connection, order: &PurgeOrder, range: Range) -> Result<Vec<i64>, StoreError> {
    let found: Vec<(i64, Vec<u8>)> = connection
        .prepare_cached(
            "select entry.key, bytes from entry join log on log.key = entry.log
             where log.log = :log and entry.sequence between :first and :last and entry.head is null",
        )?
        .query_map(named_params! { ":log": order.log.0, ":first": signed(range.first), ":last": signed(range.last) }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let may_be_meant = |bytes: &[u8]| order.may_be_about(entry_from_bytes(bytes).ok().as_ref());
    Ok(found.into_iter().filter(|(_, bytes)| may_be_meant(bytes)).map(|(key, _)| key).collect())
}

/// The own numbers of the range whose content is here and covered, each with whether it was receipted.
fn covered(connection: &Connection, log: i64, order: &PurgeOrder, range: Range) -> Result<Vec<(u64, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select entry.sequence, entry.bytes, entry.salt, entry.sequence <= log.have as receipted
         from entry join log on log.key = entry.log
         where entry.log = :log and entry.sequence between :first and :last and entry.commitment is null and entry.head is not null
         order by entry.sequence",
    )?;
    let mut rows = statement.query(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) })?;
    let mut covered = Vec::new();
    while let Some(row) = rows.next()? {
        let sequence = number(row, "sequence")?;
        if !order.names(sequence) {
            continue;
        }
        let salt = log::salt(connection, log, sequence, optional(row, "salt")?.map(Salt))?;
        if is_meant(order, sequence, chain::commitment(salt, &row.get::<_, Vec<u8>>("bytes")?)) {
            covered.push((sequence, row.get("receipted")?));
        }
    }
    Ok(covered)
}

/// What an order covers does not come back with its household, and needs no encrypted copy, also where it stands on a branch that
/// was lost: the district wants none.
fn forget_that_they_left(connection: &Connection, log: i64, order: &PurgeOrder, range: Range) -> Result<(), StoreError> {
    let found: Vec<(i64, [u8; 32])> = connection
        .prepare_cached(
            "select sequence, commitment from entry
             where log = :log and sequence between :first and :last and left_household is not null
             union
             select sequence, commitment from encrypted_entry where log = :log and sequence between :first and :last",
        )?
        .query_map(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    for (sequence, commitment) in found {
        if !is_meant(order, sequence.unsigned_abs(), Commitment(commitment)) {
            continue;
        }
        let place = named_params! { ":log": log, ":sequence": sequence, ":commitment": commitment };
        connection
            .prepare_cached(
                "update entry set left_household = null where log = :log and sequence = :sequence and commitment = :commitment",
            )?
            .execute(place)?;
        connection
            .prepare_cached("delete from encrypted_entry where log = :log and sequence = :sequence and commitment = :commitment")?
            .execute(place)?;
    }
    Ok(())
}
