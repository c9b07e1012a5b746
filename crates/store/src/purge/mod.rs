//! Content that goes: by the district's order, because a household left this cadre, or because its time on phones is over.
//! What goes of the own log leaves its commitment and head, so that every proof still verifies.
//! Nothing goes that the district did not hold once: a receipt says so, or the commitment in an order.

mod going;
mod order;
mod retention;
mod scope;
mod seal;
mod sweep;

use daylog_domain::time::Instant;
use rusqlite::Connection;

use crate::{Random, StoreError};

pub(crate) use going::{Gone, gone, mark_unswept};
pub(crate) use order::{covers, let_ordered_go, take_order};
pub(crate) use scope::{comes, leaves};
pub(crate) use sweep::{due as sweep_due, sweep};

/// Carries out what had to wait: for receipts, for the horizon, for the end of a time. Called with every answer, without a time
/// where the server's clock is in doubt.
pub(crate) fn settle(connection: &Connection, random: &mut dyn Random, now: Option<Instant>) -> Result<(), StoreError> {
    order::carry_out_waiting(connection)?;
    scope::let_left_households_go(connection, random)?;
    seal::forget_behind_horizon(connection)?;
    now.map_or(Ok(()), |now| retention::let_expired_go(connection, now))
}
