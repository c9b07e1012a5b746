//! The district's orders to let content go: kept, and carried out as far as what they cover was receipted.

use daylog_teeth::Fault;
use daylog_wire::{
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
    table::{device, number, signed},
};

/// Keeps an order that the district signed, once, and carries it out. Anything else is passed over.
pub(crate) fn take_order(connection: &Connection, signed_order: &SignedPurgeOrder) -> Result<(), StoreError> {
    let Some(enrolled) = device::read(connection)?.and_then(|device| device.enrolled) else { return Ok(()) };
    let Ok(order) = signed_order.open(&enrolled.server) else { return Ok(()) };
    connection.execute(
        "insert or ignore into purge_order (number, bytes, waits) values (:number, :bytes, 1)",
        named_params! { ":number": signed(order.number), ":bytes": signed_order.to_bytes() },
    )?;
    for range in &order.ranges {
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

/// Whether an order that is kept here covers an entry of another log: a server that lost the order may send it again.
pub(crate) fn covers(connection: &Connection, entry: &FeedEntry) -> Result<bool, StoreError> {
    if daylog_teeth::broken(Fault::PurgeNotReapplied) {
        return Ok(false);
    }
    Ok(connection
        .prepare_cached("select exists (select 1 from purged_range where log = :log and first <= :sequence and last >= :sequence)")?
        .query_row(named_params! { ":log": entry.log.0, ":sequence": signed(entry.sequence) }, |row| row.get(0))?)
}

fn carry_out(connection: &Connection, order: &PurgeOrder) -> Result<(), StoreError> {
    let log: Option<(i64, String)> = connection
        .prepare_cached("select key, state from log where log = :log")?
        .query_row(named_params! { ":log": order.log.0 }, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut waits = false;
    let_replaced_go(connection, order.household)?;
    if let Some((log, state)) = log {
        for range in &order.ranges {
            let_others_go(connection, &keys(connection, log, *range, state == "other")?)?;
            let (receipted, unreceipted) = own(connection, log, *range)?;
            let_own_go(connection, log, &receipted, None)?;
            forget_that_they_left(connection, log, *range)?;
            waits |= unreceipted;
        }
    }
    connection
        .prepare_cached("update purge_order set waits = :waits where number = :number")?
        .execute(named_params! { ":waits": waits, ":number": signed(order.number) })?;
    Ok(())
}

/// Entries of the range that this device did not write: all of another log, and what a copy wrote in an own one.
fn keys(connection: &Connection, log: i64, range: Range, all: bool) -> Result<Vec<i64>, StoreError> {
    Ok(connection
        .prepare_cached("select key from entry where log = :log and sequence between :first and :last and (:all or head is null)")?
        .query_map(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last), ":all": all }, |row| {
            row.get(0)
        })?
        .collect::<Result<_, _>>()?)
}

/// The own numbers of the range whose content is here and was receipted, and whether there are others that were not.
fn own(connection: &Connection, log: i64, range: Range) -> Result<(Vec<u64>, bool), StoreError> {
    let mut statement = connection.prepare_cached(
        "select entry.sequence, (entry.sequence <= log.have or entry.received is not null) as receipted
         from entry join log on log.key = entry.log
         where entry.log = :log and entry.sequence between :first and :last and entry.commitment is null and entry.head is not null
         order by entry.sequence",
    )?;
    let mut rows = statement.query(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) })?;
    let (mut receipted, mut others) = (Vec::new(), false);
    while let Some(row) = rows.next()? {
        if row.get("receipted")? || daylog_teeth::broken(Fault::AnswerDeletesEntries) {
            receipted.push(number(row, "sequence")?);
        } else {
            others = true;
        }
    }
    Ok((receipted, others))
}

/// What an order covers does not come back with its household, and needs no sealed copy: the district wants none.
fn forget_that_they_left(connection: &Connection, log: i64, range: Range) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "update entry set left_household = null where log = :log and sequence between :first and :last and left_household is not null",
        )?
        .execute(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) })?;
    connection
        .prepare_cached("delete from sealed_piece where log = :log and sequence between :first and :last")?
        .execute(named_params! { ":log": log, ":first": signed(range.first), ":last": signed(range.last) })?;
    Ok(())
}
