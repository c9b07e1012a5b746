//! Making the orders to purge households' content: one or more for each household and log that holds any, signed, kept
//! elsewhere by who calls, and carried out in the transaction that keeps them.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    ids::{HouseholdId, LogId},
    time::Instant,
};
use daylog_storage::{Database, StorageError, Write, audit, feed::Feed, logs, purges};
use daylog_wire::{
    chain::Commitment,
    keys::SigningKey,
    purge::{ORDER_ENTRIES, PurgeOrder, PurgeReason, SignedPurgeOrder, runs},
};

use super::{
    PurgeError,
    carry_out::{Ordered, carry_out, commitments},
};

/// Who orders what.
pub struct Ordering<'a> {
    pub key: &'a SigningKey,
    pub reason: PurgeReason,
    pub now: Instant,
}

/// Households whose content goes in one transaction. Between two of these others write, and no transaction grows with the district.
const BATCH: usize = 32;

/// Purges the content about these households; says how many entries went. `keep` writes each order elsewhere before the
/// database holds it, so that no backup comes back without it.
pub fn purge<E: From<PurgeError> + From<StorageError>>(
    database: &Database,
    ordering: &Ordering<'_>,
    households: &[HouseholdId],
    keep: impl Fn(&[SignedPurgeOrder]) -> Result<(), E>,
) -> Result<usize, E> {
    let mut went = 0;
    // A transaction may be run again, and what it gave its orders the first time was kept elsewhere: no number is given twice.
    let mut next = ordering.now.0.unsigned_abs();
    for some in households.chunks(BATCH) {
        went += database.write(|db| {
            let mut feed = Feed::begin(db)?;
            let numbers = numbers_of(db, some)?;
            // Not below the present time: a restored server that lost its orders gives none of their numbers to others.
            next = next.max(purges::last(db)?.saturating_add(1));
            let orders = orders(db, some, &numbers, (next, ordering))?;
            next += orders.len() as u64;
            keep(&orders.iter().map(|(_, signed)| signed.clone()).collect::<Vec<_>>())?;
            let carried = carry_out(db, &mut feed, &orders)?;
            for household in some {
                let entries: usize = of_household(&numbers, *household).map(|(_, numbers)| numbers.len()).sum();
                let count = orders.iter().filter(|(order, _)| order.household == *household).count();
                // By its number: the code is content, and the audit is kept for good.
                let detail = format!("household {}: {entries} entries in {count} orders, {}", household.0, ordering.reason.name());
                audit::insert(db, ordering.now, "command", "purge", &detail)?;
            }
            feed.finish(db)?;
            Ok::<_, E>(carried.entries)
        })?;
    }
    if database.vacuum()? { Ok(went) } else { Err(PurgeError::NotVacuumed.into()) }
}

/// The numbers that a household's entries have in each log.
type Numbers = BTreeMap<(HouseholdId, LogId), BTreeSet<u64>>;

fn numbers_of(db: &Write<'_>, households: &[HouseholdId]) -> Result<Numbers, StorageError> {
    let households: Vec<u32> = households.iter().map(|household| household.0).collect();
    let mut found = Numbers::new();
    for (household, log, number) in purges::numbers_of(db, &households)? {
        found.entry((HouseholdId(household), log)).or_default().insert(number);
    }
    Ok(found)
}

fn of_household(numbers: &Numbers, household: HouseholdId) -> impl Iterator<Item = (LogId, &BTreeSet<u64>)> {
    let all = (household, LogId([0; 16]))..=(household, LogId([255; 16]));
    numbers.range(all).map(|((_, log), numbers)| (*log, numbers))
}

/// For each household and log as many orders as it takes, the first with the number `first`.
fn orders(
    db: &Write<'_>,
    households: &[HouseholdId],
    numbers: &Numbers,
    (first, ordering): (u64, &Ordering<'_>),
) -> Result<Vec<Ordered>, StorageError> {
    let held = commitments_of(db, numbers)?;
    let mut pieces = Vec::new();
    for household in households {
        for (log, numbers) in of_household(numbers, *household) {
            let Some(held) = held.get(&log) else { continue };
            let entries: Vec<(u64, Commitment)> = numbers.iter().filter_map(|number| Some((*number, *held.get(number)?))).collect();
            pieces.extend(entries.chunks(ORDER_ENTRIES).map(|some| (*household, log, runs(&some.iter().copied().collect()))));
        }
    }
    let (reason, ordered_at) = (ordering.reason, ordering.now);
    let order = |(number, (household, log, runs))| PurgeOrder { number, log, runs, reason, ordered_at, household };
    let orders = (first..).zip(pieces).map(order);
    Ok(orders.map(|order| (order.clone(), order.sign(ordering.key))).collect())
}

/// What stands at these numbers, by log: each log is read once, for all households.
fn commitments_of(db: &Write<'_>, numbers: &Numbers) -> Result<BTreeMap<LogId, BTreeMap<u64, Commitment>>, StorageError> {
    let mut by_log: BTreeMap<LogId, BTreeSet<u64>> = BTreeMap::new();
    for ((_, log), numbers) in numbers {
        by_log.entry(*log).or_default().extend(numbers);
    }
    let logs = logs::by_ids(db, &by_log.keys().copied().collect::<Vec<_>>())?;
    let held = by_log.into_iter().filter_map(|(id, numbers)| Some((id, logs.get(&id)?.id, numbers)));
    held.map(|(id, log, numbers)| Ok((id, commitments(db, log, &numbers)?))).collect()
}
