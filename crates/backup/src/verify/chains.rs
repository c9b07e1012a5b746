//! What devices signed: identity, chain and signature of every segment, the logs' rows, and the branches of forks.

use std::collections::HashMap;

use daylog_storage::{Read, StorageError, forks, segments::KeptSegment, whole};
use daylog_wire::{
    chain::{self, Head},
    keys::{PublicKey, Signature},
    segment::{Segment, SignedSegment},
};

use super::report::{Report, Wrong};

/// A segment that could be read, with its heads.
pub(super) struct Opened {
    pub segment: Segment,
    pub heads: Vec<Head>,
}

/// How far each log was followed, by its row.
#[derive(Default)]
pub(super) struct Chains {
    tips: HashMap<i64, (u64, Head)>,
}

impl Chains {
    /// Looks at the next segment; gives what it holds, if it can be read.
    pub fn look(&mut self, kept: &KeptSegment, report: &mut Report) -> Option<Opened> {
        let position = format!("segment {}", kept.id);
        if !self.tips.contains_key(&kept.log) && chain::log_id(&kept.public_key, kept.nonce) != kept.log_id {
            report.add(Wrong::LogIdentity, format!("log {}", kept.log));
        }
        let Some(opened) = read(kept) else {
            report.add(Wrong::SegmentUnreadable, position);
            return None;
        };
        let Opened { segment, heads } = &opened;
        let head = heads.last().copied()?;
        let statement = chain::head_statement(kept.log_id, segment.last(), head);
        let signature: Option<[u8; 64]> = kept.signature.as_slice().try_into().ok();
        if !signature.is_some_and(|signature| PublicKey(kept.public_key).verifies(&statement, &Signature(signature))) {
            report.add(Wrong::Signature, position.clone());
        }
        if segment.log != kept.log_id || segment.last() != kept.last || kept.first < segment.first || kept.first > kept.last {
            report.add(Wrong::SegmentRow, position.clone());
        }
        let tip = self.tips.get(&kept.log).copied().unwrap_or((0, chain::first_head(kept.log_id)));
        if kept.first != tip.0 + 1 || head_before(&opened, kept.first) != Some(tip.1) {
            report.add(Wrong::Chain, position);
        }
        self.tips.insert(kept.log, (kept.last, head));
        Some(opened)
    }

    /// Compares the logs' rows with what was followed, and looks at the forks.
    pub fn finish(self, db: &Read<'_>, report: &mut Report) -> Result<(), StorageError> {
        for log in whole::logs(db)? {
            report.logs += 1;
            let tip = self.tips.get(&log.row).copied().unwrap_or((0, chain::first_head(log.id)));
            if (log.have, Head(log.head)) != tip {
                report.add(Wrong::LogHead, format!("log {}", log.row));
            }
        }
        forks::each(db, |fork| {
            report.forks += 1;
            let branch = SignedSegment { bytes: fork.bytes, signature: Signature(fork.signature) };
            let is_evidence = branch
                .open(&PublicKey(fork.public_key))
                .is_ok_and(|(segment, heads)| segment.log == fork.log && heads.last() == Some(&fork.head));
            if !is_evidence {
                report.add(Wrong::Fork, format!("fork {}", fork.id));
            }
            Ok(())
        })
    }
}

fn read(kept: &KeptSegment) -> Option<Opened> {
    let segment = Segment::from_bytes(&kept.bytes).ok()?;
    let heads = segment.heads().ok()?;
    (!heads.is_empty()).then_some(Opened { segment, heads })
}

/// The head before a number of a segment.
fn head_before(opened: &Opened, number: u64) -> Option<Head> {
    match number.checked_sub(opened.segment.first)? {
        0 => Some(opened.segment.previous),
        into => opened.heads.get(usize::try_from(into).ok()?.checked_sub(1)?).copied(),
    }
}
