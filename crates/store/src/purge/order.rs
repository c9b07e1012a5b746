//! The district's orders to let content go: kept, and carried out as far as what they cover was receipted.

use daylog_domain::entry::Content;
use daylog_teeth::Fault;
use daylog_wire::{
    chain::{self, Commitment, Salt},
    feed::FeedEntry,
    purge::{PurgeOrder, Range, SignedPurgeOrder},
};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{
    going::{let_others_go, let_own_go, let_replaced_go},
    scope::about,
};
use crate::{
    StoreError,
    table::{device, log, number, optional, signed},
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
    let_others_go(connection, &others)?;
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
    if daylog_teeth::broken(Fault::PurgeNotReapplied) {
        return Ok(false);
    }
    let orders: Vec<Vec<u8>> = connection
        .prepare_cached(
            "select bytes from purge_order where number in
               (select number from purged_range where log = :log and first <= :sequence and last >= :sequence)",
        )?
        .query_map(named_params! { ":log": entry.log.0, ":sequence": signed(entry.sequence) }, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for bytes in orders {
        let order = SignedPurgeOrder::from_bytes(&bytes)?.read()?;
        let covered = match entry.salt {
            Some(salt) => order.covers(entry.sequence, chain::commitment(salt, &entry.bytes)),
            None => is_about(&order, &entry.bytes),
        };
        if covered {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether this is about an order's household, or amends something: orders name what amends it too, whomever that is about.
fn is_about(order: &PurgeOrder, bytes: &[u8]) -> bool {
    daylog_wire::entry_from_bytes(bytes)
        .is_ok_and(|entry| entry.household == order.household || matches!(entry.content, Content::Correct(_) | Content::Withdraw(_)))
}

fn carry_out(connection: &Connection, order: &PurgeOrder) -> Result<(), StoreError> {
    let log: Option<(i64, String)> = connection
        .prepare_cached("select key, state from log where log = :log")?
        .query_row(named_params! { ":log": order.log.0 }, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut waits = false;
    let_replaced_go(connection, order.household)?;
    if let Some((log, state)) = log {
        for range in order.ranges() {
            let_others_go(connection, &others(connection, log, order, range, state == "other")?)?;
            let (receipted, unreceipted) = own(connection, log, order, range)?;
            let_own_go(connection, log, &receipted, None)?;
            forget_that_they_left(connection, log, order, range)?;
            waits |= unreceipted;
        }
    }
    connection
        .prepare_cached("update purge_order set waits = :waits where number = :number")?
        .execute(named_params! { ":waits": waits, ":number": signed(order.number) })?;
    Ok(())
}

/// Entries of the range that this device did not write: in another log, and what a copy wrote in an own one.
fn others(connection: &Connection, log: i64, order: &PurgeOrder, range: Range, all: bool) -> Result<Vec<i64>, StoreError> {
    let found: Vec<(i64, Vec<u8>)> = connection
        .prepare_cached("select key, bytes from entry where log = :log and sequence between :first and :last and (:all or head is null)")?
        .query_map(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last), ":all": all }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(found.into_iter().filter(|(_, bytes)| is_about(order, bytes)).map(|(key, _)| key).collect())
}

/// The own numbers of the range whose content is here and was receipted, and whether there are others that were not.
fn own(connection: &Connection, log: i64, order: &PurgeOrder, range: Range) -> Result<(Vec<u64>, bool), StoreError> {
    let mut statement = connection.prepare_cached(
        "select entry.sequence, entry.bytes, entry.salt, (entry.sequence <= log.have or entry.received is not null) as receipted
         from entry join log on log.key = entry.log
         where entry.log = :log and entry.sequence between :first and :last and entry.commitment is null and entry.head is not null
         order by entry.sequence",
    )?;
    let mut rows = statement.query(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) })?;
    let (mut receipted, mut others) = (Vec::new(), false);
    while let Some(row) = rows.next()? {
        let sequence = number(row, "sequence")?;
        let salt = log::salt(connection, log, sequence, optional(row, "salt")?.map(Salt))?;
        if !order.covers(sequence, chain::commitment(salt, &row.get::<_, Vec<u8>>("bytes")?)) {
            continue;
        }
        if row.get("receipted")? || daylog_teeth::broken(Fault::AnswerDeletesEntries) {
            receipted.push(sequence);
        } else {
            others = true;
        }
    }
    Ok((receipted, others))
}

/// What an order covers does not come back with its household, and needs no sealed copy: the district wants none. Stray pieces
/// stand where the district has another branch, which the order is about.
fn forget_that_they_left(connection: &Connection, log: i64, order: &PurgeOrder, range: Range) -> Result<(), StoreError> {
    let left: Vec<(i64, [u8; 32])> = connection
        .prepare_cached(
            "select sequence, commitment from entry
             where log = :log and sequence between :first and :last and left_household is not null",
        )?
        .query_map(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    for (sequence, commitment) in left {
        if !u64::try_from(sequence).is_ok_and(|sequence| order.covers(sequence, Commitment(commitment))) {
            continue;
        }
        for sql in [
            "update entry set left_household = null where log = :log and sequence = :sequence",
            "delete from sealed_piece where log = :log and sequence = :sequence",
        ] {
            connection.prepare_cached(sql)?.execute(named_params! { ":log": log, ":sequence": sequence })?;
        }
    }
    Ok(())
}
