//! Whether a device's checkpoint proves that this database has lost part of its history. Pure: reads and writes nothing.
//!
//! The epoch names the life of the database. It changes once when a rollback is proven; the epochs that ended are remembered,
//! so that every further device which shows one of them is simply told the new one.

use daylog_faults::{Fault, broken};
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    tree::TreeHash,
};

/// What the database knows when it looks at a checkpoint that this district signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub epoch: Epoch,
    /// The shown checkpoint's epoch has ended already.
    pub is_past: bool,
    /// Leaves of the present tree.
    pub size: u64,
    /// The root of the present tree at the shown size, if it is that large.
    pub root_there: Option<TreeHash>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The present tree begins with what was shown, or it is known already that it does not.
    Fine,
    /// Signed here, and not a beginning of what is here: part of the history is lost, and a new epoch begins.
    RolledBack,
}

/// Judges a checkpoint. Only one that this district signed may come here: an unsigned claim proves nothing.
#[must_use]
pub fn judge(shown: &Checkpoint, known: &Known) -> Judgement {
    if broken(Fault::RestoredServerKeepsEpoch) || (known.is_past && !broken(Fault::EpochRotatesForEach)) {
        return Judgement::Fine;
    }
    // An epoch that this database has never heard of began after the backup that it came from.
    let is_beginning = shown.epoch == known.epoch && shown.size <= known.size && known.root_there == Some(shown.root);
    if is_beginning { Judgement::Fine } else { Judgement::RolledBack }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_signed_checkpoint_that_is_no_beginning_of_the_present_tree_ends_an_epoch() {
        let (now, old, unheard) = (Epoch([1; 16]), Epoch([2; 16]), Epoch([3; 16]));
        let (root, other) = (TreeHash([7; 32]), TreeHash([8; 32]));
        // (epoch shown, size shown, root shown, root here at that size, its epoch has ended) → verdict
        let table = [
            ((now, 5, root, Some(root), false), Judgement::Fine),
            ((now, 9, root, Some(root), false), Judgement::Fine),
            ((now, 10, root, None, false), Judgement::RolledBack),
            ((now, 5, other, Some(root), false), Judgement::RolledBack),
            ((old, 50, other, None, true), Judgement::Fine),
            ((unheard, 5, root, Some(root), false), Judgement::RolledBack),
            ((unheard, 1, other, Some(root), false), Judgement::RolledBack),
        ];
        for ((epoch, size, root, root_there, is_past), verdict) in table {
            let shown = Checkpoint { epoch, follows: None, size, root };
            let known = Known { epoch: now, is_past, size: 9, root_there };
            assert_eq!(judge(&shown, &known), verdict, "{shown:?} against {known:?}");
        }
    }
}
