//! Whether what is kept is whole: pages, chains, signatures, the Merkle log, projections. Names what is wrong and where.
//!
//! Reads one snapshot beside a running server and changes nothing that is kept. `chains` looks at what devices signed, `derived`
//! at what the server made of it, `statements` at what others hold of the district's word.

mod chains;
mod derived;
mod statements;

use serde::Serialize;
pub use statements::{BadStatement, Says, Statement, Unproven};

use daylog_storage::{Database, Read, StorageError, refused, segments, tree::Tree, whole};

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
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
const LISTED: usize = 200;

impl Report {
    fn add(&mut self, what: Wrong, place: String) {
        if self.findings.len() < LISTED {
            self.findings.push(Finding { what, place });
        } else {
            self.more = true;
        }
    }
}

/// Verifies everything that is kept.
pub fn verify(database: &Database) -> Result<Report, StorageError> {
    verify_against(database, &[])
}

/// The same, and holds what is kept against what this district once signed.
pub fn verify_against(database: &Database, statements: &[Statement]) -> Result<Report, StorageError> {
    database.move_log_into_file()?;
    database.read_apart(|db| look(db, statements))
}

fn look(db: &Read<'_>, shown: &[Statement]) -> Result<Report, StorageError> {
    let mut report = Report::default();
    for damage in whole::damaged_pages(db)? {
        report.add(Wrong::Page, damage);
    }
    if report.findings.is_empty() {
        let mut chains = chains::Chains::default();
        let mut derived = derived::Derived::new(Tree(db));
        let mut receipts = statements::Receipts::of(shown);
        segments::each(db, |kept| {
            report.segments += 1;
            let opened = chains.look(&kept, &mut report);
            if let Some(opened) = &opened {
                receipts.look(&kept, opened, &mut report);
            }
            derived.look(db, &kept, opened.as_ref(), &mut report)
        })?;
        chains.finish(db, &mut report)?;
        derived.finish(db, &mut report)?;
        receipts.finish(&mut report);
        statements::checkpoints(db, shown, &mut report)?;
        report.refused = refused::count(db)?;
    }
    Ok(report)
}
