//! Content that goes: by the district's order, because a household left this cadre, or because its time on phones is over.
//! What goes of the own log leaves its commitment and head, so that every proof still verifies.
//! Nothing goes that the district did not hold once: a receipt says so, or the commitment in an order.

mod encrypt;
mod evict;
mod order;
mod retention;
mod scope;
mod vacuum;

use daylog_domain::time::Instant;
use rusqlite::Connection;

use crate::{Random, StoreError};

pub(crate) use evict::{Gone, gone};
pub(crate) use order::{covers, evict_ordered, take_order};
pub(crate) use vacuum::{due as vacuum_due, vacuum};

/// Carries out what had to wait: for receipts, for the watermark, for the end of a time. Called with every answer, without a time
/// where the server's clock is in doubt.
pub(crate) fn run_due(connection: &Connection, random: &mut dyn Random, now: Option<Instant>) -> Result<(), StoreError> {
    order::carry_out_waiting(connection)?;
    scope::evict_left_households(connection, random)?;
    encrypt::forget_behind_watermark(connection)?;
    now.map_or(Ok(()), |now| retention::evict_expired(connection, now))
}
