//! How the whole of what is held stands: the epoch, the tree over everything that the feed got, and what a device may compare
//! with its own.

use daylog_domain::time::Instant;
use daylog_storage::{Read, StorageError, Write, district, tree::Tree};
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    tree::TreeHash,
};

use crate::epoch::{self, Judgement, Known};

/// How the whole of what is held stands after a push: what a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub checkpoint: Checkpoint,
    /// Shows that it begins with the checkpoint of the request; none where that is of another epoch, or there was none.
    pub consistency: Option<Vec<TreeHash>>,
}

/// A checkpoint that is no beginning of the present tree proves that this database came back from an older backup: under
/// the lock, so that of many devices which prove it at once only the first begins a new epoch.
pub fn end_epoch_if_rolled_back(db: &Write<'_>, shown: Option<&Checkpoint>, new: [u8; 16], now: Instant) -> Result<(), StorageError> {
    let Some(shown) = shown else { return Ok(()) };
    let tree = Tree(db);
    let known = Known {
        epoch: Epoch(district::read(db)?.epoch),
        is_past: district::is_past_epoch(db, shown.epoch.0)?,
        size: tree.size()?,
        root_there: tree.root(shown.size)?,
    };
    if epoch::judge(shown, &known) == Judgement::RolledBack {
        tracing::warn!(shown = shown.size, held = known.size, "this database lost part of its history; a new epoch begins");
        district::begin_epoch(db, new, Some(shown.epoch.0).filter(|_| shown.epoch != known.epoch), now)?;
    }
    Ok(())
}

/// What a device is told that showed this checkpoint, or none.
pub(super) fn shown(db: &Read<'_>, now: &Checkpoint, shown: Option<&Checkpoint>) -> Result<Standing, StorageError> {
    let consistency = match shown {
        Some(shown) if shown.epoch == now.epoch => Some(Tree(db).prove(shown.size, now.size)?),
        _ => None,
    };
    Ok(Standing { checkpoint: *now, consistency })
}

/// What a checkpoint says at this moment.
pub fn checkpoint(db: &Read<'_>) -> Result<Checkpoint, StorageError> {
    let tree = Tree(db);
    let (district, size) = (district::read(db)?, tree.size()?);
    let root = tree.root(size)?.ok_or(StorageError::Unreadable { what: "tree" })?;
    Ok(Checkpoint { epoch: Epoch(district.epoch), follows: district.follows.map(Epoch), size, root })
}
