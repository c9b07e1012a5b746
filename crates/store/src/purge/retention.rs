//! The end of a household's time on phones: the district's setting, the server's clock, and only what the horizon covers.

use daylog_domain::time::Instant;
use daylog_teeth::Fault;
use rusqlite::Connection;

use super::{
    going::{let_others_go, let_own_go, let_replaced_go},
    scope,
};
use crate::{
    StoreError,
    table::{device, entry::StoredEntry, household, log},
};

/// Lets the content about households go whose time is over. What an own entry lacks, a receipt or the horizon, it waits for.
pub(super) fn let_expired_go(connection: &Connection, now: Instant) -> Result<(), StoreError> {
    let Some(enrolled) = device::read(connection)?.and_then(|device| device.enrolled) else { return Ok(()) };
    let Some(days) = enrolled.settings.retention.phone_days else { return Ok(()) };
    let today = enrolled.settings.zone.date_of(now);
    for household in household::all(connection)? {
        if household.content_ends(days).is_none_or(|end| end >= today) {
            continue;
        }
        let about = scope::about(connection, household.id)?;
        if about.is_empty() {
            continue;
        }
        let (own, others): (Vec<_>, Vec<_>) = about.iter().partition(|entry| entry.own && entry.chained);
        let mut gone: Vec<&StoredEntry> = Vec::new();
        for entry in own {
            let horizon = log::own(connection, entry.id.log)?.horizon;
            if entry.received && (entry.id.sequence <= horizon || daylog_teeth::broken(Fault::PruneBeyondHorizon)) {
                gone.push(entry);
            }
        }
        let_replaced_go(connection, household.id)?;
        let_others_go(connection, &others.iter().map(|entry| entry.key).collect::<Vec<_>>())?;
        for (log, numbers) in scope::by_log(connection, &gone)? {
            let_own_go(connection, log, &numbers, None)?;
        }
        scope::forget_fields(connection, household.id, &about)?;
    }
    Ok(())
}
