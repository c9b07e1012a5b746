//! What the projections say of a kept segment: the one place that knows it, for taking in, for rebuilding and for verifying. Pure.

use daylog_domain::{
    entries::{Entry, Kind as _},
    ids::EntryId,
    time::Instant,
};
use daylog_storage::entries::NewEntry;
use daylog_wire::segment::{Segment, Slot};

/// What a segment that is or was kept does not say itself.
#[derive(Debug, Clone, Copy)]
pub struct SegmentContext {
    /// The row of its log.
    pub log: i64,
    /// Whose device wrote it.
    pub cadre: i64,
    /// The first number that was new; the segment may begin earlier.
    pub first: u64,
    /// The position of that number in the feed; every number after it has the next one, readable or not.
    pub first_feed: i64,
    pub received: Instant,
}

/// One number of a segment.
#[derive(Debug, Clone)]
pub struct Projected<'s> {
    pub sequence: u64,
    pub feed: i64,
    pub is: Kind<'s>,
}

#[derive(Debug, Clone)]
pub enum Kind<'s> {
    /// An entry, its row in the projection, and the entry that it acts on.
    Entry {
        entry: &'s Entry,
        row: NewEntry<'s>,
        acts_on: Option<EntryId>,
    },
    /// The chain is right, and this version can read nothing of it.
    Unreadable(&'s [u8]),
    Purged,
}

/// Reads the entries of a segment: none for a slot that is purged or cannot be read.
#[must_use]
pub fn read(segment: &Segment) -> Vec<Option<Entry>> {
    let entry = |slot: &Slot| match slot {
        Slot::Entry(bytes) => daylog_wire::entry_from_bytes(bytes).ok(),
        Slot::Purged(_) => None,
    };
    segment.slots.iter().map(entry).collect()
}

/// What each number says, from the first that was new.
pub fn segment<'s>(context: SegmentContext, segment: &'s Segment, entries: &'s [Option<Entry>]) -> impl Iterator<Item = Projected<'s>> {
    let slots = (segment.first..).zip(segment.slots.iter().zip(entries)).filter(move |(sequence, _)| *sequence >= context.first);
    slots.zip(context.first_feed..).map(move |((sequence, (slot, entry)), feed)| {
        let is = match (slot, entry) {
            (Slot::Purged(_), _) => Kind::Purged,
            (Slot::Entry(bytes), None) => Kind::Unreadable(bytes),
            (Slot::Entry(bytes), Some(entry)) => {
                Kind::Entry { entry, row: row(context, sequence, feed, entry, bytes), acts_on: entry.content.amends() }
            }
        };
        Projected { sequence, feed, is }
    })
}

fn row<'s>(context: SegmentContext, sequence: u64, feed: i64, entry: &Entry, bytes: &'s [u8]) -> NewEntry<'s> {
    NewEntry {
        feed,
        log: context.log,
        sequence,
        cadre: context.cadre,
        target: entry.about.target(),
        kind: entry.content.code(),
        claimed: entry.claims(),
        received: context.received,
        bytes,
    }
}
