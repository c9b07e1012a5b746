//! Carrying orders out: each in the one transaction that keeps it.

use std::{
    collections::{BTreeMap, BTreeSet},
    slice,
};

use daylog_domain::ids::LogId;
use daylog_teeth::{Fault, broken};
use daylog_wire::{
    chain::{self, BLOCK_ENTRIES, Commitment},
    keys::PublicKey,
    purge::{PurgeOrder, Range, SignedPurgeOrder, ranges},
    segment::{SEGMENT_ENTRIES, Segment, Slot},
};
use rusqlite::Transaction;

use super::PurgeProblem;
use crate::storage::{
    StorageError,
    sqlite::{Database, feed::Feed, logs, purges},
};

/// Keeps and carries out the orders that this database does not hold yet; says how many. Whoever restores a backup calls
/// this before anything is served or taken in. The file is swept where that is due.
pub fn apply_orders(database: &Database, orders: &[SignedPurgeOrder], server: &PublicKey) -> Result<u64, PurgeProblem> {
    if broken(Fault::PurgeNotReapplied) {
        return Ok(0);
    }
    let opened: Vec<_> = orders.iter().filter_map(|signed| Some((signed.open(server).ok()?, signed))).collect();
    let applied = database.write(|transaction| {
        let mut feed = Feed::begin(transaction)?;
        let mut applied = 0;
        for (order, signed) in &opened {
            applied += u64::from(carry_out(transaction, &mut feed, order, signed)?.is_some());
        }
        feed.finish(transaction)?;
        Ok::<_, StorageError>(applied)
    })?;
    // Also where nothing is new: the power may have gone between an earlier purge and the end of its sweep.
    if !database.sweep()? {
        return Err(PurgeProblem::Unswept);
    }
    Ok(applied)
}

/// Keeps one order and takes away what it covers; says how many entries went, or nothing when it was kept already.
pub(super) fn carry_out(
    transaction: &Transaction<'_>,
    feed: &mut Feed,
    order: &PurgeOrder,
    signed: &SignedPurgeOrder,
) -> Result<Option<usize>, StorageError> {
    if purges::is_kept(transaction, order.number)? || !purges::insert(transaction, order, signed, feed.take())? {
        return Ok(None);
    }
    let mut went = 0;
    if let Some(log) = logs::by_id(transaction, &order.log.0)? {
        for piece in touched(transaction, log.id, &order.ranges())? {
            let (id, held) = piece?;
            let (going, left) = carried_out_on(&held, slice::from_ref(order))?;
            if let Some(left) = left {
                purges::replace_segment(transaction, id, &left.to_bytes())?;
            }
            for range in ranges(&going) {
                went += purges::forget(transaction, log.id, range)?;
            }
        }
        clean_aside(transaction, log.id, order.log)?;
    }
    purges::mark_unswept(transaction)?;
    feed.entries_changed();
    Ok(Some(went))
}

/// What stays of a segment that a device sends: it may not have heard of the orders about its log yet. None when all of it.
pub fn without_purged(transaction: &Transaction<'_>, log: LogId, segment: &Segment) -> Result<Option<Segment>, StorageError> {
    if broken(Fault::PurgeNotReapplied) {
        return Ok(None);
    }
    let orders = purges::of_log(transaction, log)?;
    if orders.is_empty() { Ok(None) } else { Ok(carried_out_on(segment, &orders)?.1) }
}

/// What stands at these numbers of a log.
pub(super) fn commitments(
    transaction: &Transaction<'_>,
    log: i64,
    numbers: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, Commitment>, StorageError> {
    let mut found = BTreeMap::new();
    for piece in touched(transaction, log, &ranges(numbers))? {
        for commitment in piece?.1.commitments() {
            let (number, commitment) = commitment.map_err(|_| DAMAGED)?;
            if numbers.contains(&number) {
                found.insert(number, commitment);
            }
        }
    }
    if found.len() == numbers.len() { Ok(found) } else { Err(DAMAGED) }
}

/// Takes what the orders about a log cover out of what is kept aside of it: branches of forks and refused pieces. Wherever
/// such a piece speaks of an order's household, and what cannot be read at an order's numbers. What cannot be opened goes whole.
pub fn clean_aside(transaction: &Transaction<'_>, log: i64, log_id: LogId) -> Result<(), StorageError> {
    let orders = purges::of_log(transaction, log_id)?;
    if orders.is_empty() {
        return Ok(());
    }
    for (id, bytes) in purges::forks(transaction, log)? {
        if let Some(left) = cleaned(&bytes, &orders)? {
            purges::replace_fork(transaction, id, &left)?;
            purges::mark_unswept(transaction)?;
        }
    }
    for (id, bytes) in purges::refused_segments(transaction, log_id)? {
        if let Some(left) = cleaned(&bytes, &orders)? {
            purges::replace_refused(transaction, id, &left)?;
            purges::mark_unswept(transaction)?;
        }
    }
    for (id, sequence) in purges::refused_entries(transaction, log_id)? {
        if orders.iter().any(|order| order.names(sequence)) {
            purges::replace_refused(transaction, id, &[])?;
            purges::mark_unswept(transaction)?;
        }
    }
    Ok(())
}

const DAMAGED: StorageError = StorageError::Unreadable { what: "segment" };

/// Every kept segment that holds one of the numbers, or shares a block with one and so carries its seed; each unpacked when
/// its turn comes.
fn touched(
    transaction: &Transaction<'_>,
    log: i64,
    ranges: &[Range],
) -> Result<impl Iterator<Item = Result<(i64, Segment), StorageError>> + use<>, StorageError> {
    let first = ranges.iter().map(|range| range.first).min().unwrap_or(u64::MAX);
    let last = ranges.iter().map(|range| range.last).max().unwrap_or(0);
    let first = chain::block_of(first).saturating_mul(BLOCK_ENTRIES).saturating_add(1);
    let last = chain::block_of(last).saturating_add(1).saturating_mul(BLOCK_ENTRIES);
    let pieces = purges::segments(transaction, log, first, last, SEGMENT_ENTRIES as u64)?;
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

/// What stays of a piece that was kept aside; none when all of it. It may be of the branch that an order is about, or of
/// another with the same seeds: those go, as everywhere in a block of which something went.
fn cleaned(bytes: &[u8], orders: &[PurgeOrder]) -> Result<Option<Vec<u8>>, StorageError> {
    let Ok(segment) = Segment::from_bytes(bytes) else { return Ok(Some(Vec::new())) };
    // Another branch has other content at the numbers of an order: what can be read says itself whose it is.
    let goes = |bytes: &[u8], sequence: u64| match daylog_wire::entry_from_bytes(bytes) {
        Ok(entry) => orders.iter().any(|order| order.household == entry.household),
        Err(_) => orders.iter().any(|order| order.names(sequence)),
    };
    let about = segment.slots.iter().zip(segment.first..).filter_map(|(slot, sequence)| match slot {
        Slot::Entry(bytes) => goes(bytes, sequence).then_some(sequence),
        Slot::Purged(_) => None,
    });
    let covered =
        segment.commitments().flatten().filter(|(number, commitment)| orders.iter().any(|order| order.covers(*number, *commitment)));
    let going: BTreeSet<u64> = about.chain(covered.map(|(number, _)| number)).collect();
    let named = [named(orders), ranges(&going)].concat();
    // A piece whose salts are missing was refused for that: it proves nothing, and goes whole.
    Ok(match segment.without(&going, &named) {
        Ok(left) => left.map(|left| left.to_bytes()),
        Err(_) => Some(Vec::new()),
    })
}
