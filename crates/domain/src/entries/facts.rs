//! What more than one room asks of certain kinds: a reading, the seal, an errand, the privacy notice. Nothing for any other kind.

use super::{
    content::Content,
    errand::Errand,
    seal::{Seal, SealState},
    temperature::{Celsius, Measured},
};
use crate::ids::EntryId;

impl Content {
    /// The reading, where one was taken.
    #[must_use]
    pub fn reading(&self) -> Option<Celsius> {
        match self {
            Content::Temperature(temperature) => match temperature.result {
                Measured::Reading(celsius) => Some(celsius),
                Measured::Normal | Measured::NoAnswer | Measured::Refused => None,
            },
            _ => None,
        }
    }

    /// The seal, where somebody saw it.
    #[must_use]
    pub fn seal(&self) -> Option<&Seal> {
        match self {
            Content::Seal(seal) if seal.state != SealState::NotReached => Some(seal),
            _ => None,
        }
    }

    #[must_use]
    pub fn errand(&self) -> Option<&Errand> {
        match self {
            Content::Errand(errand) => Some(errand),
            _ => None,
        }
    }

    /// The entry that opened the errand which this one belongs to; `own` is this entry's.
    #[must_use]
    pub fn errand_root(&self, own: EntryId) -> Option<EntryId> {
        self.errand().map(|errand| errand.errand.unwrap_or(own))
    }

    /// Whether it says that the household was given the privacy notice.
    #[must_use]
    pub fn gives_privacy_notice(&self) -> bool {
        matches!(self, Content::Briefing(briefing) if briefing.privacy_notice)
    }
}
