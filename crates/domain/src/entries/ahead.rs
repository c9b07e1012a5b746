//! Whether an entry claims a time that still lay ahead when it was saved. It is accepted and marked, and counts for nothing:
//! no check can be done before it can have happened. Reads no clock itself.

use super::Entry;
use crate::{
    clocks::{Bounds, Clocks, offset_millis},
    time::Instant,
};

/// How far beyond the clocks of its entry a claim may lie without being ahead of its time, and how far two clocks may differ
/// without either being wrong: people read the clock on the wall too, and round up.
pub const TOLERANCE_MINUTES: i64 = 5;

/// What is known beside an entry's own bytes of when it was saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The earliest instant of any entry before it in its log.
    pub previous_earliest: Option<Instant>,
    /// When the server took it in, where that is known.
    pub received: Option<Instant>,
}

/// When a claim was made, and whether what it claims lay ahead then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub at: Instant,
    pub ahead: bool,
}

/// When an entry with these clocks was saved, as far as its own clocks tell, and whether `claimed` lay ahead then.
///
/// In the boot of a server contact that is server time and elapsed, give or take the round trip; otherwise the wall clock
/// with its last known offset. A receipt well before that shows that the wall clock ran ahead, if device and server ever
/// compared their clocks. A wall clock that other entries of the log prove wrong says nothing; then it is when a later word
/// of a server proves that it was (`proven`), and without such a word the claim is believed.
#[must_use]
pub fn said(clocks: &Clocks, claimed: Instant, evidence: Evidence, proven: Option<Instant>) -> Said {
    let own = clocks.believed();
    // What an earlier entry took from a server that was wrong says nothing against one that was heard since.
    let earliest = if own.latest.is_some() { own.earliest } else { own.earliest.max(evidence.previous_earliest) };
    let is_credible = |at: &Instant| earliest.is_none_or(|earliest| at.plus_minutes(TOLERANCE_MINUTES) >= earliest);
    let received = evidence.received.filter(|_| clocks.server.is_some()).filter(is_credible);
    let is_told = |at: &Instant| own.latest.is_some() || is_read(clocks, *at);
    let saved_at = Some(clocks.saved_at()).filter(is_told).filter(is_credible);
    let saved_by = latest(own, saved_at);
    match (saved_at, saved_by, proven, received) {
        (Some(_), Some(by), _, Some(received)) if received.plus_minutes(TOLERANCE_MINUTES) < by => at_most(received, received, claimed),
        (Some(at), Some(by), _, _) => at_most(at, by, claimed),
        (_, _, Some(proven), _) => at_most(proven, proven, claimed),
        (_, _, None, Some(received)) => at_most(received.min(claimed.max(earliest.unwrap_or(claimed))), received, claimed),
        _ => Said { at: claimed.max(earliest.unwrap_or(claimed)), ahead: false },
    }
}

impl Evidence {
    /// What is known of an entry that the server took in at `received`. The entries before it in its log, the newest first and at
    /// most `PREVIOUS_READ`, are read only where they can matter.
    pub fn gather<E>(entry: &Entry, received: Option<Instant>, before: impl FnOnce() -> Result<Vec<Entry>, E>) -> Result<Self, E> {
        let previous_earliest = if needs_previous(entry, received) { earliest_of(&before()?) } else { None };
        Ok(Evidence { previous_earliest, received })
    }
}

/// Whether a receipt can say more of when an entry was saved than its own clocks.
#[must_use]
pub fn heeds_receipt(clocks: &Clocks) -> bool {
    clocks.server.is_some() && clocks.believed().latest.is_none()
}

/// How many entries before one are looked at to prove its clock wrong.
pub const PREVIOUS_READ: u32 = 32;

/// Whether the entries before this one in its log have to be looked at: they may prove its clock wrong. One that moved to
/// another log stands behind entries that were saved after it.
fn needs_previous(entry: &Entry, received: Option<Instant>) -> bool {
    if entry.origin.is_some() {
        return false;
    }
    said(&entry.clocks, entry.claims(), Evidence { previous_earliest: None, received }, None).ahead
}

/// The earliest at which the newest of `previous` can have been saved, as far as their clocks prove it.
fn earliest_of(previous: &[Entry]) -> Option<Instant> {
    previous.iter().filter_map(|entry| entry.clocks.believed().earliest).max()
}

/// Whether that is what the wall clock showed, with its last known offset or without, and not only the earliest that it can
/// have been.
fn is_read(clocks: &Clocks, at: Instant) -> bool {
    let offset = clocks.server.map_or(0, offset_millis);
    let is_near = |shown: Instant| at.millis_since(shown).saturating_abs() <= TOLERANCE_MINUTES * 60_000;
    is_near(clocks.wall.plus_millis(offset)) || is_near(clocks.wall)
}

fn latest(own: Bounds, saved_at: Option<Instant>) -> Option<Instant> {
    saved_at.map(|at| own.latest.unwrap_or(at))
}

fn at_most(at: Instant, by: Instant, claimed: Instant) -> Said {
    Said { at, ahead: claimed > by.plus_minutes(TOLERANCE_MINUTES) }
}

#[cfg(test)]
mod tests;
