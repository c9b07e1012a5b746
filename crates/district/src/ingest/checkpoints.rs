//! Checkpoints of what is held: the epoch, the tree over everything that the feed got, and what a device may compare with its own.

use daylog_domain::time::Instant;
use daylog_storage::{
    Read, StorageError, Write, district,
    tree::{Growing, Tree},
};
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    tree::TreeHash,
};

use crate::epoch::{self, Judgement, Known};

/// The checkpoint behind a push, and how it follows from the one that the device had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenCheckpoint {
    pub checkpoint: Checkpoint,
    /// Shows that it begins with the checkpoint of the request; none where that is of another epoch, or there was none.
    pub consistency: Option<Vec<TreeHash>>,
}

/// A checkpoint that is no beginning of the present tree proves that this database came back from an older backup: under
/// the lock, so that of many devices which prove it at once only the first begins a new epoch.
pub fn end_epoch_if_rolled_back(db: &Write<'_>, shown: &Checkpoint, new: [u8; 16], now: Instant) -> Result<(), StorageError> {
    let (tree, mut epoch) = (Growing::begin(db, &[shown.size])?, Epoch(district::read(db)?.epoch));
    end_epoch_if_no_beginning(db, (&tree, &mut epoch), shown, new, now)
}

/// The same, where the tree was read already; what is only being added to it, nobody can have seen. `epoch` is the present one, and
/// the new one afterwards.
pub(super) fn end_epoch_if_no_beginning(
    db: &Write<'_>,
    (tree, epoch): (&Growing, &mut Epoch),
    shown: &Checkpoint,
    new: [u8; 16],
    now: Instant,
) -> Result<(), StorageError> {
    let known = Known {
        epoch: *epoch,
        is_past: shown.epoch != *epoch && district::is_past_epoch(db, shown.epoch.0)?,
        size: tree.began(),
        root_there: tree.root(shown.size)?,
    };
    if epoch::judge(shown, &known) == Judgement::RolledBack {
        tracing::warn!(shown = shown.size, held = known.size, "this database lost part of its history; a new epoch begins");
        district::begin_epoch(db, new, Some(shown.epoch.0).filter(|_| shown.epoch != known.epoch), now)?;
        *epoch = Epoch(new);
    }
    Ok(())
}

/// What each device is told that showed such a checkpoint, or none.
pub(super) fn for_each(db: &Read<'_>, shown: &[Option<Checkpoint>]) -> Result<Vec<ProvenCheckpoint>, StorageError> {
    let checkpoint = checkpoint(db)?;
    let comparable = |shown: &Option<Checkpoint>| shown.filter(|shown| shown.epoch == checkpoint.epoch).map(|shown| shown.size);
    let sizes: Vec<u64> = shown.iter().filter_map(comparable).collect();
    let mut proofs = Tree(db).prove_all(&sizes, checkpoint.size)?.into_iter();
    let proven = |shown| ProvenCheckpoint { checkpoint, consistency: comparable(shown).and_then(|_| proofs.next()) };
    Ok(shown.iter().map(proven).collect())
}

/// What a checkpoint says at this moment.
pub fn checkpoint(db: &Read<'_>) -> Result<Checkpoint, StorageError> {
    let tree = Tree(db);
    let (district, size) = (district::read(db)?, tree.size()?);
    let root = tree.root(size)?.ok_or(StorageError::Unreadable { what: "tree" })?;
    Ok(Checkpoint { epoch: Epoch(district.epoch), follows: district.follows.map(Epoch), size, root })
}
