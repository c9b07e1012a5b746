//! Which unsynced changes are found after the power came back: all, none, or what a seed says.

use super::file::{Change, WriteOutcome};
use crate::SeededRandom;

/// What a power cut leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survival {
    /// The disk had written everything already.
    Everything,
    /// The disk had written nothing since the last sync.
    Nothing,
    /// Any of the changes, in any order across files, some torn between sectors.
    Seeded(u64),
}

/// Decides write outcomes, one after the other.
pub(super) struct WriteOutcomes {
    survival: Survival,
    random: SeededRandom,
    /// Of a hundred changes, how many are kept whole, and how many of the others are torn.
    kept: u64,
    torn: u64,
}

impl WriteOutcomes {
    pub fn new(survival: Survival) -> Self {
        let seed = if let Survival::Seeded(seed) = survival { seed } else { 0 };
        let mut random = SeededRandom::new(seed);
        // Few lost, half lost or most lost, with and without torn ones: each seed its own mix.
        let kept = [10, 50, 90].get(usize::try_from(random.below(3)).unwrap_or(0)).copied().unwrap_or(50);
        let torn = random.below(3) * 50;
        WriteOutcomes { survival, random, kept, torn }
    }

    pub fn keeps_name(&mut self) -> bool {
        match self.survival {
            Survival::Everything => true,
            Survival::Nothing => false,
            Survival::Seeded(_) => self.random.below(2) == 0,
        }
    }

    pub fn of(&mut self, _change: &Change) -> WriteOutcome {
        match self.survival {
            Survival::Everything => WriteOutcome::Kept,
            Survival::Nothing => WriteOutcome::Lost,
            Survival::Seeded(_) if self.random.below(100) < self.kept => WriteOutcome::Kept,
            Survival::Seeded(_) if self.random.below(100) < self.torn => WriteOutcome::Torn(self.random.next_u64()),
            Survival::Seeded(_) => WriteOutcome::Lost,
        }
    }
}
