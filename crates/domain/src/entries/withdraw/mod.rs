//! Withdraw: marks another entry of the same cadre as made in error. That one stays readable.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    about::Targets,
    bad_content::{BadContent, check_filled},
    kind::Kind,
    summary::Summary,
};
use crate::{
    ids::EntryId,
    text::{clean_lines, limits::REASON},
};

/// Marks `of` as made in error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Withdraw {
    #[n(0)]
    pub of: EntryId,
    #[n(1)]
    pub reason: String,
}

impl Withdraw {
    /// The reason that the undo button gives.
    pub const UNDO: &str = "undo";
}

impl Kind for Withdraw {
    fn targets(&self) -> Targets {
        Targets::Any
    }

    fn validate(&self) -> Result<(), BadContent> {
        check_filled(REASON, &self.reason)
    }

    fn clean(&mut self) {
        self.reason = clean_lines(&self.reason);
    }

    fn summary(&self) -> Summary {
        Summary::new("withdraw").with("reason", &self.reason)
    }

    fn names(&mut self) -> Vec<&mut EntryId> {
        vec![&mut self.of]
    }

    fn amends(&self) -> Option<EntryId> {
        Some(self.of)
    }

    fn redirect(&mut self, entry: EntryId) {
        self.of = entry;
    }
}
