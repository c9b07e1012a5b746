//! The report of a verification: what was looked at, and what is wrong where.

use daylog_domain::time::Instant;
use serde::Serialize;

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether the file's own pages were looked at too; where the database is no file, they are its server's to look after.
    pub pages_looked_at: bool,
    pub segments: u64,
    pub logs: u64,
    pub entries: u64,
    /// Kept aside for their form: nothing wrong with the records, and worth a look.
    pub refused: u64,
    pub forks: u64,
    /// Checkpoints and receipts that were shown, and that what is kept begins with or holds.
    pub proven: u64,
    /// Checkpoints that were shown, and of which nothing can be said.
    pub unproven: Vec<Unproven>,
    pub findings: Vec<Finding>,
    /// More was found than is listed.
    pub more: bool,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: Wrong,
    /// Such as `segment 12` or `feed 1031`.
    pub place: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// A page of the file is damaged, or an index does not fit its table.
    Page,
    SegmentUnreadable,
    /// Not signed by the device that the log belongs to.
    Signature,
    /// Does not follow from what comes before it in its log.
    Chain,
    /// The log is not the one that its device and nonce make.
    LogIdentity,
    /// The log's row says something else than its segments.
    LogHead,
    /// The segment's row says something else than its bytes.
    SegmentRow,
    /// The Merkle log has another leaf or hash there.
    Tree,
    /// The other branch of a fork is not signed by its device.
    Fork,
    EntryMissing,
    EntryDiffers,
    EntryTooMany,
    AmendmentMissing,
    AmendmentTooMany,
    /// The feed's counter is behind what was given out.
    Feed,
    /// A checkpoint that was shown says more leaves than there are: the end was cut off.
    CheckpointLost,
    /// Other leaves than what a checkpoint that was shown says.
    CheckpointDiffers,
    /// A checkpoint that was shown is of an epoch that this database never heard of: it is an older one, put back.
    CheckpointEpoch,
    /// What a receipt that was shown says to be held is not.
    ReceiptLost,
    /// The log has another head where a receipt that was shown names one.
    ReceiptDiffers,
}

impl Wrong {
    /// Whether `rebuild` fixes it.
    #[must_use]
    pub fn is_derived(self) -> bool {
        use Wrong::{AmendmentMissing, AmendmentTooMany, EntryDiffers, EntryMissing, EntryTooMany};
        matches!(self, EntryMissing | EntryDiffers | EntryTooMany | AmendmentMissing | AmendmentTooMany)
    }

    /// Whether only a statement that was shown names it: what is kept may be whole in itself.
    #[must_use]
    pub fn is_against_statement(self) -> bool {
        use Wrong::{CheckpointDiffers, CheckpointEpoch, CheckpointLost, ReceiptDiffers, ReceiptLost};
        matches!(self, CheckpointLost | CheckpointDiffers | CheckpointEpoch | ReceiptLost | ReceiptDiffers)
    }
}

/// Findings beyond this are only counted as more.
pub(super) const LISTED: usize = 200;

impl Report {
    pub(super) fn add(&mut self, what: Wrong, place: String) {
        if self.findings.len() < LISTED {
            self.findings.push(Finding { what, place });
        } else {
            self.more = true;
        }
    }
}

/// A checkpoint that may be in order and proves nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unproven {
    pub name: String,
    /// When its epoch ended, as this database says, in milliseconds.
    pub epoch_ended_at: Instant,
}
