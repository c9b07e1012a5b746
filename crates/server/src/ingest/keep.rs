//! Keeping one segment: its bytes as the truth, its entries as a projection, what cannot be read aside.

use daylog_domain::{
    entry::{Content, Entry},
    ids::LogId,
    time::Instant,
};
use daylog_teeth::Fault;
use daylog_wire::segment::Slot;
use rusqlite::Transaction;

use super::push::{Opened, target};
use crate::storage::{
    StorageError,
    sqlite::{
        devices::Device,
        entries::{Inserter, NewEntry},
        feed::Feed,
        logs::{self, NewSegment},
        refused, tree,
    },
};

/// A segment to keep from its number `from` on.
pub(super) struct Kept<'a, 'r> {
    pub device: &'a Device,
    pub log: i64,
    pub log_id: LogId,
    pub opened: &'a Opened<'r>,
    pub from: u64,
    pub now: Instant,
}

/// The reason of an entry whose chain is right and whose bytes say nothing that this version can read.
pub const UNREADABLE: &str = "entry_unreadable";

/// A correction that moves an entry in time is found at the time that it moves it to.
fn claimed(entry: &Entry) -> Instant {
    match &entry.content {
        Content::Correct(correct) => correct.at.unwrap_or(entry.at.instant),
        _ => entry.at.instant,
    }
}

/// Keeps it and says how many entries were new. Every slot takes a place in the feed, readable or not.
pub(super) fn segment(transaction: &Transaction<'_>, feed: &mut Feed, kept: &Kept<'_, '_>) -> Result<u64, StorageError> {
    let Ok((segment, heads)) = &kept.opened.content else { return Ok(0) };
    let Some(head) = heads.last() else { return Ok(0) };
    let mut inserter = Inserter::new(transaction)?;
    let first_feed = feed.last() + 1;
    let mut new = 0;
    let slots = (segment.first..).zip(segment.slots.iter().zip(&kept.opened.entries)).filter(|(sequence, _)| *sequence >= kept.from);
    for (sequence, (slot, entry)) in slots {
        let place = feed.take();
        new += 1;
        let Slot::Entry(bytes) = slot else { continue };
        let Some(entry) = entry else {
            refused::keep(transaction, kept.device.id, &kept.log_id.0, sequence, UNREADABLE, kept.now, bytes)?;
            continue;
        };
        if daylog_teeth::broken(Fault::UnknownKindDropped) && matches!(entry.content, Content::Unknown(_)) {
            continue;
        }
        inserter.entry(&NewEntry {
            feed: place,
            log: kept.log,
            sequence,
            cadre: kept.device.cadre,
            household: entry.household.0,
            resident: entry.resident.map(|resident| resident.0),
            kind: entry.content.code(),
            claimed: claimed(entry),
            received: kept.now,
            bytes,
        })?;
        if let Some(target) = target(entry) {
            inserter.amendment(target, place)?;
        }
    }
    let signed = kept.opened.signed;
    let new_segment = NewSegment {
        first: kept.from,
        last: segment.last(),
        first_feed,
        received: kept.now,
        signature: &signed.signature.0,
        bytes: &signed.bytes,
    };
    let id = logs::insert_segment(transaction, kept.log, &new_segment)?;
    tree::append(transaction, id, kept.log_id, segment.last(), *head)?;
    Ok(new)
}
