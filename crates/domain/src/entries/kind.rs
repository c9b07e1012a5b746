//! What every kind of entry answers for itself. Knows no kind.

use super::{about::Targets, bad_content::BadContent, outcome::Alarm, outcome::Outcome, summary::Summary, temperature::Celsius};
use crate::{ids::EntryId, plan::CheckKind};

/// A kind's content. What has a default here is asked of few kinds.
pub trait Kind {
    /// The check that such an entry can satisfy.
    fn check(&self) -> Option<CheckKind> {
        None
    }

    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    /// What somebody must be told at once; `fever_from` is the district's.
    fn alarm(&self, _fever_from: Celsius) -> Option<Alarm> {
        None
    }

    /// What such an entry may be about. An amendment is about what the entry that it acts on is about.
    fn targets(&self) -> Targets {
        Targets::Household
    }

    fn validate(&self) -> Result<(), BadContent>;

    /// Brings every text that somebody typed to its one form, before it is saved.
    fn clean(&mut self) {}

    fn summary(&self) -> Summary;

    /// Free words that are the content itself, not a remark beside it.
    fn text(&self) -> Option<&str> {
        None
    }

    /// The entries that this content names, to be rewritten when they move to another log.
    fn names(&mut self) -> Vec<&mut EntryId> {
        Vec::new()
    }

    /// The entry that this one acts on, if it is an amendment.
    fn amends(&self) -> Option<EntryId> {
        None
    }

    /// Makes an amendment act on `entry` instead; nothing for any other kind.
    fn redirect(&mut self, _entry: EntryId) {}
}
