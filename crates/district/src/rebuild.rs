//! The projections thrown away and made again from the segments, in one transaction: all of it or nothing.

use daylog_storage::{
    Database, StorageError,
    entries::Rows,
    feed::Feed,
    projections,
    segments::{self, KeptSegment},
};
use daylog_wire::segment::Segment;

use crate::ingest::project::{self, Kind, SegmentContext};

/// How much was made again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub segments: u64,
    pub entries: u64,
    pub amendments: u64,
}

/// Rebuilds. Works beside a running server, whose pages hear of it; devices wait with their pushes meanwhile.
pub fn rebuild(database: &Database) -> Result<Rebuilt, StorageError> {
    database.write(|db| {
        projections::clear(db)?;
        let mut rebuilt = Rebuilt::default();
        segments::each(db, |kept| {
            let segment = Segment::from_bytes(&kept.bytes).map_err(|_| StorageError::Unreadable { what: "segment" })?;
            let entries = project::read(&segment);
            rebuilt.segments += 1;
            let mut rows = Rows::default();
            for projected in project::segment(segment_context(&kept), &segment, &entries) {
                if let Kind::Entry { row, acts_on, .. } = projected.is {
                    rebuilt.entries += 1;
                    rebuilt.amendments += u64::from(acts_on.is_some());
                    rows.add(row, acts_on);
                }
            }
            rows.insert(db)
        })?;
        let mut feed = Feed::begin(db)?;
        feed.entries_changed();
        // What stands at numbers of long ago may be read otherwise now: whoever keeps what was read begins anew.
        feed.roster_changed();
        feed.finish(db)?;
        Ok(rebuilt)
    })
}

#[must_use]
pub fn segment_context(kept: &KeptSegment) -> SegmentContext {
    SegmentContext { log: kept.log, cadre: kept.cadre, first: kept.first, first_feed: kept.first_feed, received: kept.received }
}
