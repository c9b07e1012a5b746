//! Keeping one segment: its bytes as the truth, its entries as a projection, what cannot be read in quarantine.

use daylog_domain::{ids::LogId, time::Instant};
use daylog_storage::{
    StorageError, Write,
    devices::Device,
    entries::Inserter,
    feed::Feed,
    logs::{self, NewSegment},
    refused, tree,
};
use daylog_wire::{
    refusal::{Code, PieceRefusal},
    segment::Segment,
};

use super::{
    opened::Opened,
    project::{self, Kind, Standing},
};
use crate::purge;

/// A segment to keep from its number `from` on.
pub(super) struct Kept<'a> {
    pub device: &'a Device,
    pub log: i64,
    pub log_id: LogId,
    pub opened: &'a Opened,
    pub from: u64,
    pub now: Instant,
}

/// Keeps it and says how many entries were new. Every slot takes a position in the feed, readable or not.
pub(super) fn segment(db: &Write<'_>, feed: &mut Feed, kept: &Kept<'_>) -> Result<u64, StorageError> {
    let Ok((segment, heads)) = &kept.opened.content else { return Ok(0) };
    let Some(head) = heads.last() else { return Ok(0) };
    let left = purge::without_purged(db, kept.log_id, segment)?;
    let packed = left.as_ref().map(Segment::to_bytes);
    let segment = left.as_ref().unwrap_or(segment);
    let mut inserter = Inserter::new(db)?;
    let first_feed = feed.last() + 1;
    let standing = Standing { log: kept.log, cadre: kept.device.cadre, first: kept.from, first_feed, received: kept.now };
    let mut new = 0;
    for projected in project::segment(standing, segment, &kept.opened.entries) {
        let position = feed.take_for_entry();
        new += 1;
        match projected.is {
            Kind::Entry { row, acts_on, .. } => {
                inserter.entry(&row)?;
                if let Some(target) = acts_on {
                    inserter.amendment(target, position)?;
                }
            }
            Kind::Unreadable(bytes) => {
                // Its chain is right, and its bytes say nothing that this version can read.
                let reason = PieceRefusal::EntryUnreadable.text();
                refused::keep_entry(db, kept.device.id, &kept.log_id.0, projected.sequence, reason, kept.now, bytes)?;
            }
            Kind::Purged => {}
        }
    }
    let signed = &kept.opened.signed;
    let new_segment = NewSegment {
        first: kept.from,
        last: segment.last(),
        first_feed,
        received: kept.now,
        signature: &signed.signature.0,
        bytes: packed.as_ref().unwrap_or(&signed.bytes),
        leaf: tree::append(db, kept.log_id, segment.last(), *head)?,
        head: &head.0,
    };
    logs::insert_segment(db, kept.log, &new_segment)?;
    Ok(new)
}
