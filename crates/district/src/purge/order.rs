//! Making the orders to purge a household's content: one or more for each log that holds any, signed, kept
//! elsewhere by who calls, and carried out in the transaction that keeps them.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    ids::{HouseholdId, LogId},
    time::Instant,
};
use daylog_storage::{Database, StorageError, Write, audit, feed::Feed, logs, purges};
use daylog_wire::{
    keys::SigningKey,
    purge::{ORDER_ENTRIES, PurgeOrder, PurgeReason, SignedPurgeOrder, runs},
};

use super::{
    PurgeError,
    carry_out::{carry_out, commitments},
};

/// Who orders what.
pub struct Ordering<'a> {
    pub key: &'a SigningKey,
    pub reason: PurgeReason,
    pub now: Instant,
}

/// Purges the content about these households; says how many entries went. `keep` writes each order elsewhere before the
/// database holds it, so that no backup comes back without it.
pub fn purge<E: From<PurgeError> + From<StorageError>>(
    database: &Database,
    ordering: &Ordering<'_>,
    households: &[(HouseholdId, String)],
    keep: impl Fn(&[SignedPurgeOrder]) -> Result<(), E>,
) -> Result<usize, E> {
    let mut went = 0;
    for (household, code) in households {
        went += database.write(|db| {
            let mut feed = Feed::begin(db)?;
            let orders = orders(db, *household, ordering)?;
            let signed: Vec<SignedPurgeOrder> = orders.iter().map(|order| order.sign(ordering.key)).collect();
            keep(&signed)?;
            let mut entries = 0;
            for (order, signed) in orders.iter().zip(&signed) {
                entries += carry_out(db, &mut feed, order, signed)?.unwrap_or(0);
            }
            let detail = format!("{code}: {entries} entries in {} orders, {}", orders.len(), ordering.reason.name());
            audit::insert(db, ordering.now, "command", "purge", &detail)?;
            feed.finish(db)?;
            Ok::<_, E>(entries)
        })?;
    }
    if database.vacuum()? { Ok(went) } else { Err(PurgeError::NotVacuumed.into()) }
}

fn orders(db: &Write<'_>, household: HouseholdId, ordering: &Ordering<'_>) -> Result<Vec<PurgeOrder>, StorageError> {
    let mut by_log: BTreeMap<LogId, BTreeSet<u64>> = BTreeMap::new();
    for (log, number) in purges::numbers_of(db, household.0)? {
        by_log.entry(log).or_default().insert(number);
    }
    let mut pieces = Vec::new();
    for (log_id, numbers) in by_log {
        let Some(log) = logs::by_id(db, &log_id.0)? else { continue };
        let entries: Vec<_> = commitments(db, log.id, &numbers)?.into_iter().collect();
        pieces.extend(entries.chunks(ORDER_ENTRIES).map(|some| (log_id, runs(&some.iter().copied().collect()))));
    }
    // Not below the present time: a restored server that lost its orders gives none of their numbers to others.
    let first = purges::last(db)?.saturating_add(1).max(ordering.now.0.unsigned_abs());
    let (reason, ordered_at) = (ordering.reason, ordering.now);
    Ok((first..).zip(pieces).map(|(number, (log, runs))| PurgeOrder { number, log, runs, reason, ordered_at, household }).collect())
}
