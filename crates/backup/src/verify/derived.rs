//! What the server made of the segments: leaves and hashes of the Merkle log, and the projections compared with fresh ones.

use std::collections::BTreeMap;

use daylog_district::{
    ingest::project::{self, Kind, Projected},
    rebuild::segment_context,
};
use daylog_storage::{
    Read, StorageError, feed, projections,
    segments::KeptSegment,
    tree::{Tree, changes_at},
};
use daylog_wire::tree::{self, TreeHash, TreeHashes};

use super::{
    chains::Opened,
    report::{LISTED, Report, Wrong},
};

pub(super) struct Derived<'c> {
    tree: Tree<'c>,
    /// Leaves so far.
    leaves: u64,
    amendments: u64,
    /// The highest place of the feed that was given out.
    last_feed: i64,
}

impl<'c> Derived<'c> {
    pub fn new(tree: Tree<'c>) -> Self {
        Derived { tree, leaves: 0, amendments: 0, last_feed: 0 }
    }

    pub fn look(&mut self, db: &Read<'_>, kept: &KeptSegment, opened: Option<&Opened>, report: &mut Report) -> Result<(), StorageError> {
        let length = i64::try_from(kept.last.saturating_sub(kept.first)).unwrap_or(i64::MAX);
        self.last_feed = self.last_feed.max(kept.first_feed.saturating_add(length));
        let Some(opened) = opened else { return Ok(()) };
        self.leaf(db, kept, opened, report)?;
        let entries = project::read(&opened.segment);
        let projected: Vec<_> = project::segment(segment_context(kept), &opened.segment, &entries).collect();
        let found = found(db, &projected)?;
        for projected in &projected {
            let place = || format!("feed {} (segment {}, number {})", projected.feed, kept.id, projected.sequence);
            match (&projected.is, found.get(&projected.feed)) {
                (Kind::Entry { .. }, Some(true)) | (Kind::Unreadable(_) | Kind::Purged, None) => {}
                (Kind::Entry { .. }, Some(false)) => report.add(Wrong::EntryDiffers, place()),
                (Kind::Entry { .. }, None) => report.add(Wrong::EntryMissing, place()),
                (Kind::Unreadable(_) | Kind::Purged, Some(_)) => report.add(Wrong::EntryTooMany, place()),
            }
            let Kind::Entry { acts_on, .. } = &projected.is else { continue };
            report.entries += 1;
            // A target beyond what a column can number has no row.
            if let Some(target) = acts_on.filter(|target| i64::try_from(target.sequence).is_ok()) {
                self.amendments += 1;
                if !projections::acts_on(db, target, projected.feed)? {
                    report.add(Wrong::AmendmentMissing, place());
                }
            }
        }
        Ok(())
    }

    /// The leaf follows from the segment's head, and the hashes that came with it from all before it.
    fn leaf(&mut self, db: &Read<'_>, kept: &KeptSegment, opened: &Opened, report: &mut Report) -> Result<(), StorageError> {
        self.leaves_of_changes(db, report)?;
        let number = self.leaves;
        self.leaves += 1;
        let Some(head) = opened.heads.last().copied() else { return Ok(()) };
        let is_row_right = kept.leaf == number && kept.head == head.0;
        if !is_row_right || !self.stands_in_tree(number, tree::leaf(kept.log_id, kept.last, head)) {
            report.add(Wrong::Tree, format!("segment {}, leaf {number}", kept.id));
        }
        Ok(())
    }

    /// The leaves between those of segments.
    fn leaves_of_changes(&mut self, db: &Read<'_>, report: &mut Report) -> Result<(), StorageError> {
        while let Some(leaf) = changes_at(db, self.leaves)? {
            if !self.stands_in_tree(self.leaves, leaf) {
                report.add(Wrong::Tree, format!("leaf {}", self.leaves));
            }
            self.leaves += 1;
        }
        Ok(())
    }

    fn stands_in_tree(&self, number: u64, leaf: TreeHash) -> bool {
        tree::append(number, leaf, &self.tree).is_ok_and(|hashes| {
            let first = tree::position_of_leaf(number);
            let places: Vec<u64> = (first..).take(hashes.len()).collect();
            self.tree.at(&places).is_some_and(|found| found == hashes)
        })
    }

    pub fn finish(mut self, db: &Read<'_>, report: &mut Report) -> Result<(), StorageError> {
        self.leaves_of_changes(db, report)?;
        // A leaf that stands alone behind the others would make the tree seem as long as one that was cut off.
        let size = self.tree.size()?;
        if self.leaves != size {
            report.add(Wrong::Tree, format!("leaf {}, of {size} leaves", self.leaves));
        }
        let (entries, amendments) = projections::counts(db)?;
        if entries > report.entries {
            let listed = u32::try_from(LISTED).unwrap_or(u32::MAX);
            for feed in projections::without_segment(db, listed)? {
                report.add(Wrong::EntryTooMany, format!("feed {feed}"));
            }
        }
        if amendments > self.amendments {
            report.add(Wrong::AmendmentTooMany, format!("{} of {amendments}", amendments - self.amendments));
        }
        let last = feed::changes(db)?.last;
        if last < self.last_feed {
            report.add(Wrong::Feed, format!("feed {last}, given out {}", self.last_feed));
        }
        Ok(())
    }
}

/// Which of a segment's places hold a row, and whether it is the right one.
fn found(db: &Read<'_>, projected: &[Projected<'_>]) -> Result<BTreeMap<i64, bool>, StorageError> {
    let (Some(first), Some(last)) = (projected.first(), projected.last()) else { return Ok(BTreeMap::new()) };
    projections::compare(db, first.feed, last.feed, |feed| {
        let into = usize::try_from(feed.checked_sub(first.feed)?).ok()?;
        match &projected.get(into)?.is {
            Kind::Entry { row, .. } => Some(row),
            Kind::Unreadable(_) | Kind::Purged => None,
        }
    })
}
