//! One line of the diary: whom it is about, when it happened as the cadre claims, the clock facts, and its content.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use super::{
    about::About,
    bad_content::{BadContent, check_length},
    content::Content,
    kind::Kind,
    late::{self, LateReason},
    origin::Origin,
};
use crate::{
    clocks::Clocks,
    ids::{HouseholdId, ResidentId},
    places::Premises,
    target::Target,
    text::{clean_lines, limits::NOTE},
    time::{Instant, Zone},
};

/// The time that the cadre claims, with the zone in which it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    pub instant: Instant,
    pub zone: Zone,
}

/// One line of the diary as it is saved, signed and sent. Never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    #[n(0)]
    pub about: About,
    #[n(1)]
    pub at: Claimed,
    #[n(2)]
    pub clocks: Clocks,
    #[n(3)]
    pub content: Content,
    #[n(4)]
    pub note: Option<String>,
    /// Why it was logged long after the time it claims; a reason of a later version reads as none.
    #[n(5)]
    #[cbor(decode_with = "late::known_reason")]
    pub late: Option<LateReason>,
    /// Where it stood first, when it had to move to another log.
    #[n(6)]
    pub origin: Option<Origin>,
}

impl<C> Encode<C> for Claimed {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.i64(self.instant.0)?.str(self.zone.0.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Claimed {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("a claimed time is a pair of instant and zone"));
        }
        Ok(Claimed { instant: Instant(d.i64()?), zone: d.str()?.parse().map_err(decode::Error::custom)? })
    }
}

impl Entry {
    /// The household that it is about; none for a place, and for what a later version wrote.
    #[must_use]
    pub fn household(&self) -> Option<HouseholdId> {
        self.about.target().and_then(Target::household)
    }

    #[must_use]
    pub fn resident(&self) -> Option<ResidentId> {
        self.about.target().and_then(Target::resident)
    }

    /// The place that it is about; none for a household, and for what a later version wrote.
    #[must_use]
    pub fn place(&self) -> Option<Premises> {
        self.about.target().and_then(Target::place)
    }

    /// The time that it claims: a correction that moves an entry in time, the time that it moves it to.
    #[must_use]
    pub fn claims(&self) -> Instant {
        match &self.content {
            Content::Correct(correct) => correct.at.unwrap_or(self.at.instant),
            _ => self.at.instant,
        }
    }

    /// With every typed text in its one form; a note that says nothing is none.
    #[must_use]
    pub fn cleaned(mut self) -> Self {
        self.note = self.note.as_deref().map(clean_lines).filter(|note| !note.is_empty());
        self.content.clean();
        self
    }

    /// Checks that it can be saved. What has once been saved is never checked again: nothing readable is refused.
    pub fn validate(&self) -> Result<(), BadContent> {
        self.about.target().map_or(Ok(()), |target| self.content.targets().check(target))?;
        check_length(NOTE, self.note.as_deref().unwrap_or_default())?;
        self.content.validate()
    }
}
