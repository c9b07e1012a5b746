//! The end of a household's time on phones: the district's setting, the server's clock, and only what the watermark covers.

use daylog_domain::time::Instant;
use daylog_faults::Fault;
use rusqlite::Connection;

use super::{
    evict::{evict_others, evict_own, evict_replaced},
    scope,
};
use crate::{
    StoreError,
    table::{device, entry::StoredEntry, household, log},
};

/// Lets the content about households go whose time is over. What an own entry lacks, a receipt or the watermark, it waits for.
pub(super) fn evict_expired(connection: &Connection, now: Instant) -> Result<(), StoreError> {
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
            let watermark = log::own(connection, entry.id.log)?.watermark;
            if entry.received && (entry.id.sequence <= watermark || daylog_faults::broken(Fault::PruneBeyondWatermark)) {
                gone.push(entry);
            }
        }
        evict_replaced(connection, household.id)?;
        evict_others(connection, &others.iter().map(|entry| entry.key).collect::<Vec<_>>())?;
        for (log, numbers) in scope::by_log(connection, &gone)? {
            evict_own(connection, log, &numbers, None)?;
        }
        scope::forget_fields(connection, household.id, &about)?;
    }
    Ok(())
}
