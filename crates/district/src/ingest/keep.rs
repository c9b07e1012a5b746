//! Keeping segments: their bytes as the truth, their entries as a projection, what cannot be read in quarantine.
//! Each gets its place in the feed and the tree first; then all are written together.

use daylog_domain::{ids::LogId, time::Instant};
use daylog_storage::{
    StorageError, Write,
    devices::Device,
    entries::Rows,
    feed::Feed,
    logs::{self, NewSegment},
    refused,
    tree::Growing,
};
use daylog_wire::{
    chain::Head,
    purge::PurgeOrder,
    refusal::{Code, PieceRefusal},
    segment::Segment,
};

use super::{
    opened::Opened,
    project::{self, Kind, SegmentContext},
};
use crate::purge;

/// A segment to keep from its number `from` on.
pub(super) struct New<'a> {
    pub device: &'a Device,
    pub log: i64,
    pub log_id: LogId,
    pub opened: &'a Opened,
    pub from: u64,
    pub now: Instant,
}

/// One that has its place, and is to be written.
pub(super) struct Placed<'a> {
    new: New<'a>,
    segment: &'a Segment,
    /// What orders to purge left of it, where that is not all, and its bytes.
    left: Option<(Segment, Vec<u8>)>,
    head: &'a Head,
    first_feed: i64,
    leaf: u64,
}

impl<'a> Placed<'a> {
    /// Every slot takes a position in the feed, readable or not. None where it could not be opened.
    pub fn take(feed: &mut Feed, tree: &mut Growing, orders: &[PurgeOrder], new: New<'a>) -> Result<Option<Self>, StorageError> {
        let Ok((segment, heads)) = &new.opened.content else { return Ok(None) };
        let Some(head) = heads.last() else { return Ok(None) };
        let left = purge::without_purged(orders, segment)?.map(|left| (left.clone(), left.to_bytes()));
        let first_feed = feed.take_for_entries(numbers(segment, new.from))?;
        let leaf = tree.append(new.log_id, segment.last(), *head)?;
        Ok(Some(Placed { segment, left, head, first_feed, leaf, new }))
    }

    /// How many entries of it are new.
    pub fn count(&self) -> u64 {
        numbers(self.segment, self.new.from)
    }

    fn kept(&self) -> &Segment {
        self.left.as_ref().map_or(self.segment, |(left, _)| left)
    }

    fn context(&self) -> SegmentContext {
        let New { device, log, from, now, .. } = self.new;
        SegmentContext { log, cadre: device.cadre, first: from, first_feed: self.first_feed, received: now }
    }

    fn row(&self) -> NewSegment<'_> {
        let signed = &self.new.opened.signed;
        NewSegment {
            log: self.new.log,
            first: self.new.from,
            last: self.segment.last(),
            first_feed: self.first_feed,
            received: self.new.now,
            signature: &signed.signature.0,
            bytes: self.left.as_ref().map_or(&signed.bytes, |(_, bytes)| bytes),
            leaf: self.leaf,
            head: &self.head.0,
        }
    }
}

fn numbers(segment: &Segment, from: u64) -> u64 {
    (segment.last() + 1).saturating_sub(from)
}

/// Writes segments and projections.
pub(super) fn write(db: &Write<'_>, placed: &[Placed<'_>]) -> Result<(), StorageError> {
    let mut rows = Rows::default();
    for placed in placed {
        let New { device, log_id, opened, now, .. } = placed.new;
        for projected in project::segment(placed.context(), placed.kept(), &opened.entries) {
            match projected.is {
                Kind::Entry { row, acts_on, .. } => rows.add(row, acts_on),
                Kind::Unreadable(bytes) => {
                    // Its chain is right, and its bytes say nothing that this version can read.
                    let reason = PieceRefusal::EntryUnreadable.text();
                    refused::keep_entry(db, device.id, &log_id.0, projected.sequence, reason, now, bytes)?;
                }
                Kind::Purged => {}
            }
        }
    }
    rows.insert(db)?;
    logs::insert_segments(db, &placed.iter().map(Placed::row).collect::<Vec<_>>())
}
