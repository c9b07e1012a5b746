//! Carrying orders out, each in the transaction that keeps it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use daylog_domain::ids::{HouseholdId, LogId};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    Database, StorageError, Write, changes,
    feed::{self, Feed},
    logs, purges,
};
use daylog_wire::{
    chain::{self, BLOCK_ENTRIES, Commitment},
    keys::PublicKey,
    purge::{PurgeOrder, Range, SignedPurgeOrder, ranges},
    segment::{SEGMENT_ENTRIES, Segment, Slot},
};

use super::PurgeError;

/// An order, and as it was signed.
pub(super) type Ordered = (PurgeOrder, SignedPurgeOrder);

/// Orders that are carried out in one transaction, or all about one household where these are more. Between two transactions others
/// write, and none grows with the file of orders.
const BATCH: usize = 32;

/// Keeps and carries out the orders that this database does not hold yet; says how many. Whoever restores a backup calls
/// this before anything is served or taken in. The file is vacuumed where that is due.
pub fn apply_orders(database: &Database, orders: &[SignedPurgeOrder], server: &PublicKey) -> Result<u64, PurgeError> {
    let applied = apply_without_vacuum(database, orders, server)?;
    // Also where nothing is new: the power may have gone between an earlier purge and the end of its vacuum.
    if database.vacuum()? { Ok(applied) } else { Err(PurgeError::NotVacuumed) }
}

/// The same without the vacuum, which takes its time in a large district. What fails or is killed on the way leaves whole
/// transactions behind: the next call goes on with the orders that are left.
pub fn apply_without_vacuum(database: &Database, orders: &[SignedPurgeOrder], server: &PublicKey) -> Result<u64, StorageError> {
    let opened: Vec<Ordered> = orders.iter().filter_map(|signed| Some((signed.open(server).ok()?, signed.clone()))).collect();
    let numbers: Vec<u64> = opened.iter().map(|(order, _)| order.number).collect();
    let kept = database.read(|db| purges::kept_of(db, &numbers))?;
    let new: Vec<Ordered> = opened.into_iter().filter(|(order, _)| !kept.contains(&order.number)).collect();
    batches(new).iter().map(|some| apply_some(database, some)).sum()
}

/// Orders about one household stay together: each transaction tells what it leaves of its households again.
fn batches(mut orders: Vec<Ordered>) -> Vec<Vec<Ordered>> {
    let mut batches: Vec<Vec<Ordered>> = Vec::new();
    orders.sort_by_key(|(order, _)| order.household);
    for of_household in orders.chunk_by(|(one, _), (next, _)| one.household == next.household) {
        match batches.last_mut() {
            Some(batch) if batch.len() + of_household.len() <= BATCH => batch.extend_from_slice(of_household),
            _ => batches.push(of_household.to_vec()),
        }
    }
    batches
}

fn apply_some(database: &Database, orders: &[Ordered]) -> Result<u64, StorageError> {
    database.write(|db| {
        let mut feed = Feed::begin(db)?;
        let carried = carry_out(db, &mut feed, orders)?;
        // Devices let all that others wrote about the household go with an order. What is held here and no order covers came in
        // a history that did not know it, and would stay away from them.
        for household in carried.households {
            feed::tell_again(db, &mut feed, i64::from(household.0))?;
        }
        feed.finish(db)?;
        Ok(carried.orders)
    })
}

/// What came of orders.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Those that were not kept before.
    pub(super) orders: u64,
    pub(super) households: BTreeSet<HouseholdId>,
    /// Entries that went.
    pub(super) entries: usize,
}

/// Keeps those of the orders that are not kept yet, in their order, and takes away what they cover; each log is gone through once.
pub(super) fn carry_out(db: &Write<'_>, feed: &mut Feed, orders: &[Ordered]) -> Result<Carried, StorageError> {
    let kept = purges::kept_of(db, &orders.iter().map(|(order, _)| order.number).collect::<Vec<_>>())?;
    let (mut carried, mut by_log) = (Carried::default(), BTreeMap::<LogId, Vec<PurgeOrder>>::new());
    for (order, signed) in orders.iter().filter(|(order, _)| !kept.contains(&order.number)) {
        if purges::insert(db, order, signed, feed.take())? {
            carried.orders += 1;
            carried.households.insert(order.household);
            by_log.entry(order.log).or_default().push(order.clone());
        }
    }
    if carried.orders == 0 {
        return Ok(carried);
    }
    let logs = logs::by_ids(db, &by_log.keys().copied().collect::<Vec<_>>())?;
    for (log_id, orders) in &by_log {
        let Some(log) = logs.get(log_id) else { continue };
        carried.entries += take_away(db, log.id, orders)?;
        purge_quarantined(db, (log.id, *log_id), orders)?;
    }
    changes::forget(db, &carried.households.iter().map(|household| i64::from(household.0)).collect::<Vec<_>>())?;
    purges::mark_not_vacuumed(db)?;
    feed.entries_changed();
    Ok(carried)
}

/// Takes what orders about a log cover out of its segments and projections; says how many entries went.
fn take_away(db: &Write<'_>, log: i64, orders: &[PurgeOrder]) -> Result<usize, StorageError> {
    let mut went = 0;
    for piece in touched(db, log, &named(orders))? {
        let (id, held) = piece?;
        let (going, left) = carried_out_on(&held, orders)?;
        if let Some(left) = left {
            purges::replace_segment(db, id, &left.to_bytes())?;
        }
        for range in ranges(&going) {
            went += purges::forget(db, log, range)?;
        }
    }
    Ok(went)
}

/// What the orders about its log leave of a segment that a device sends: it may not have heard of them yet. None when all of it.
pub fn without_purged(orders: &[PurgeOrder], segment: &Segment) -> Result<Option<Segment>, StorageError> {
    if orders.is_empty() { Ok(None) } else { Ok(carried_out_on(segment, orders)?.1) }
}

/// What stands at these numbers of a log.
pub(super) fn commitments(db: &Write<'_>, log: i64, numbers: &BTreeSet<u64>) -> Result<BTreeMap<u64, Commitment>, StorageError> {
    let mut found = BTreeMap::new();
    for piece in touched(db, log, &ranges(numbers))? {
        for commitment in piece?.1.commitments() {
            let (number, commitment) = commitment.map_err(|_| DAMAGED)?;
            if numbers.contains(&number) {
                found.insert(number, commitment);
            }
        }
    }
    if found.len() == numbers.len() { Ok(found) } else { Err(DAMAGED) }
}

/// What is kept of a piece that is quarantined: all but what the orders about its log took.
#[must_use]
pub fn without_purged_bytes<'b>(orders: &[PurgeOrder], bytes: &'b [u8]) -> Cow<'b, [u8]> {
    let left = if orders.is_empty() { None } else { cleaned(bytes, orders) };
    left.map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// Takes what orders cover out of what is quarantined of their log: branches of forks and refused pieces. Wherever such a piece
/// speaks of an order's household, and what cannot be read at an order's numbers. What cannot be opened goes whole.
fn purge_quarantined(db: &Write<'_>, (log, log_id): (i64, LogId), orders: &[PurgeOrder]) -> Result<(), StorageError> {
    for (id, bytes) in purges::forks(db, log)? {
        if let Some(left) = cleaned(&bytes, orders) {
            purges::replace_fork(db, id, &left)?;
        }
    }
    for (id, bytes) in purges::refused_segments(db, log_id)? {
        if let Some(left) = cleaned(&bytes, orders) {
            purges::replace_refused(db, id, &left)?;
        }
    }
    for (id, sequence) in purges::refused_entries(db, log_id)? {
        if orders.iter().any(|order| order.names(sequence)) {
            purges::replace_refused(db, id, &[])?;
        }
    }
    Ok(())
}

const DAMAGED: StorageError = StorageError::Unreadable { what: "segment" };

/// Every kept segment that holds one of the numbers, or shares a block with one and so carries its seed; each unpacked when
/// its turn comes.
fn touched(
    db: &Write<'_>,
    log: i64,
    ranges: &[Range],
) -> Result<impl Iterator<Item = Result<(i64, Segment), StorageError>> + use<>, StorageError> {
    let first = ranges.iter().map(|range| range.first).min().unwrap_or(u64::MAX);
    let last = ranges.iter().map(|range| range.last).max().unwrap_or(0);
    let first = chain::block_of(first).saturating_mul(BLOCK_ENTRIES).saturating_add(1);
    let last = chain::block_of(last).saturating_add(1).saturating_mul(BLOCK_ENTRIES);
    let pieces = purges::segments(db, log, first, last, SEGMENT_ENTRIES as u64)?;
    Ok(pieces.into_iter().map(|(id, bytes)| Ok((id, Segment::from_bytes(&bytes).map_err(|_| DAMAGED)?))))
}

/// The numbers of a segment that hold what the orders are about, and what is left of it, if that is not all.
fn carried_out_on(segment: &Segment, orders: &[PurgeOrder]) -> Result<(BTreeSet<u64>, Option<Segment>), StorageError> {
    let mut going = BTreeSet::new();
    for commitment in segment.commitments() {
        let (number, commitment) = commitment.map_err(|_| DAMAGED)?;
        let is_meant = |order: &PurgeOrder| match broken(Fault::OrderByNumberAlone) {
            true => order.names(number),
            false => order.covers(number, commitment),
        };
        if orders.iter().any(is_meant) {
            going.insert(number);
        }
    }
    let left = without(segment, &going, &named(orders))?;
    Ok((going, left))
}

fn named(orders: &[PurgeOrder]) -> Vec<Range> {
    orders.iter().flat_map(PurgeOrder::ranges).collect()
}

fn without(segment: &Segment, going: &BTreeSet<u64>, named: &[Range]) -> Result<Option<Segment>, StorageError> {
    let Some(mut left) = segment.without(going, named).map_err(|_| DAMAGED)? else { return Ok(None) };
    if broken(Fault::PurgeBreaksProof) {
        left.slots.iter_mut().filter(|slot| matches!(slot, Slot::Purged(_))).for_each(|slot| *slot = Slot::Purged(Commitment([0; 32])));
        return Ok(Some(left));
    }
    // What was signed is never given up for a purge: the heads are those of before, or nothing changes.
    let is_same = left.heads().ok() == segment.heads().ok() && Segment::from_bytes(&left.to_bytes()).as_ref() == Ok(&left);
    if is_same { Ok(Some(left)) } else { Err(DAMAGED) }
}

/// What stays of a piece that is quarantined; none when all of it. It may be of the branch that an order is about, or of another with
/// the same seeds: these go, as everywhere in a block of which something went.
fn cleaned(bytes: &[u8], orders: &[PurgeOrder]) -> Option<Vec<u8>> {
    let Ok(segment) = Segment::from_bytes(bytes) else { return Some(Vec::new()) };
    // Another branch has other content at the numbers of an order: what can be read says itself whose it is.
    let goes = |bytes: &[u8], sequence: u64| {
        let entry = daylog_wire::entry_from_bytes(bytes).ok();
        let is_of = |order: &PurgeOrder| entry.as_ref().is_some_and(|entry| entry.household() == Some(order.household));
        orders.iter().any(|order| is_of(order) || order.names(sequence) && order.may_be_about(entry.as_ref()))
    };
    let about = segment.slots.iter().zip(segment.first..).filter_map(|(slot, sequence)| match slot {
        Slot::Entry(bytes) => goes(bytes, sequence).then_some(sequence),
        Slot::Purged(_) => None,
    });
    let covered =
        segment.commitments().flatten().filter(|(number, commitment)| orders.iter().any(|order| order.covers(*number, *commitment)));
    let going: BTreeSet<u64> = about.chain(covered.map(|(number, _)| number)).collect();
    let touched = [named(orders), ranges(&going)].concat();
    // A piece whose salts are missing was refused for that: it proves nothing, and goes whole.
    match segment.without(&going, &touched) {
        Ok(left) => left.map(|left| left.to_bytes()),
        Err(_) => Some(Vec::new()),
    }
}
