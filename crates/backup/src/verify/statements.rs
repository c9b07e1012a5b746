//! What others hold of the district's word, held against what is kept: checkpoints against the Merkle log, receipts against
//! the chains. A history that was cut off at its end is whole in itself; only what is held elsewhere can name that.

use std::collections::HashMap;

use daylog_domain::ids::LogId;
use daylog_storage::{Read, StorageError, district, segments::KeptSegment, tree::Tree};
use daylog_wire::{
    Unreadable,
    checkpoint::{BadCheckpoint, Checkpoint},
    keys::PublicKey,
    receipt::Receipt,
};

use super::{
    chains::Opened,
    report::{Report, Unproven, Wrong},
};

/// What this district once signed, and the name under which the report speaks of it, such as its file's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub name: String,
    pub says: Says,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    Checkpoint(Checkpoint),
    Receipt(Receipt),
}

/// Bytes that are no statement of this district.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadStatement {
    #[error(transparent)]
    Checkpoint(#[from] BadCheckpoint),
    #[error("not a receipt")]
    NoReceipt(#[from] Unreadable),
    #[error("a receipt that this district did not sign, or that somebody changed")]
    Foreign,
}

impl Says {
    /// A note as an editor, a mail or another system may have left it: with other ends of lines, or more of them at its end.
    pub fn checkpoint(note: &[u8], server: &PublicKey) -> Result<Self, BadStatement> {
        let text = std::str::from_utf8(note).map_err(|_| BadCheckpoint)?.replace("\r\n", "\n");
        let text = text.trim_start_matches('\u{feff}').trim().to_owned() + "\n";
        Ok(Says::Checkpoint(Checkpoint::open(text.as_bytes(), server)?))
    }

    pub fn receipt(bytes: &[u8], server: &PublicKey) -> Result<Self, BadStatement> {
        let receipt = Receipt::from_bytes(bytes)?;
        if receipt.is_from(server) { Ok(Says::Receipt(receipt)) } else { Err(BadStatement::Foreign) }
    }
}

/// Receipts that no segment has answered yet, by log.
pub(super) struct Receipts<'s> {
    open: HashMap<LogId, Vec<(&'s str, &'s Receipt)>>,
}

impl<'s> Receipts<'s> {
    pub fn of(statements: &'s [Statement]) -> Self {
        let mut open: HashMap<_, Vec<_>> = HashMap::new();
        for statement in statements {
            if let Says::Receipt(receipt) = &statement.says {
                open.entry(receipt.log).or_default().push((statement.name.as_str(), receipt));
            }
        }
        Receipts { open }
    }

    /// Looks at the heads of the next segment.
    pub fn look(&mut self, kept: &KeptSegment, opened: &Opened, report: &mut Report) {
        let Some(open) = self.open.get_mut(&kept.log_id) else { return };
        open.retain(|(name, receipt)| {
            if !(kept.first..=kept.last).contains(&receipt.sequence) {
                return true;
            }
            let into = receipt.sequence.checked_sub(opened.segment.first).and_then(|into| usize::try_from(into).ok());
            if into.and_then(|into| opened.heads.get(into)) == Some(&receipt.head) {
                report.proven += 1;
            } else {
                report.add(Wrong::ReceiptDiffers, format!("{name}, number {} (segment {})", receipt.sequence, kept.id));
            }
            false
        });
    }

    pub fn finish(self, report: &mut Report) {
        for (name, receipt) in self.open.into_values().flatten() {
            report.add(Wrong::ReceiptLost, format!("{name}, number {}", receipt.sequence));
        }
    }
}

/// Compares the roots; the tree's own hashes were looked at before.
pub(super) fn checkpoints(db: &Read<'_>, statements: &[Statement], report: &mut Report) -> Result<(), StorageError> {
    for Statement { name, says } in statements {
        if let Says::Checkpoint(shown) = says {
            checkpoint(db, name, shown, report)?;
        }
    }
    Ok(())
}

fn checkpoint(db: &Read<'_>, name: &str, shown: &Checkpoint, report: &mut Report) -> Result<(), StorageError> {
    let tree = Tree(db);
    let size = tree.size()?;
    let root = match tree.root(shown.size) {
        // A hash is missing, which the tree's own check has named.
        Err(StorageError::Unreadable { .. }) => None,
        root => root?,
    };
    let begins_with_it = root == Some(shown.root);
    let is_present = district::read(db)?.epoch == shown.epoch.0;
    match (is_present, district::epoch_ended(db, shown.epoch.0)?) {
        (true, _) | (_, Some(_)) if begins_with_it => report.proven += 1,
        (true, _) if shown.size > size => report.add(Wrong::CheckpointLost, format!("{name}, {} leaves, {size} are here", shown.size)),
        (true, _) => report.add(Wrong::CheckpointDiffers, format!("{name}, {} leaves", shown.size)),
        // Its epoch ended because history was lost. Devices brought that again, in another order, or did not: a root does not
        // tell which.
        (false, Some(epoch_ended_at)) => report.unproven.push(Unproven { name: name.to_owned(), epoch_ended_at }),
        (false, None) => report.add(Wrong::CheckpointEpoch, name.to_owned()),
    }
    Ok(())
}
