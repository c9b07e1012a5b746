//! Correct: replaces what another entry of the same cadre says. The old one stays readable.

use minicbor::{Decode, Decoder, Encode, decode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    about::Targets,
    bad_content::{BadContent, check_filled, check_length},
    kind::Kind,
    summary::Summary,
};
use crate::{
    ids::EntryId,
    text::{
        clean_lines,
        limits::{NOTE, REASON},
    },
    time::Instant,
};

/// Replaces the content, claimed time and note of `of`. A correction of a correction names the first entry again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
// In TypeScript it is of the one `Content`: an alias that names itself as an argument is an error there.
#[ts(concrete(C = String))]
pub struct Correct<C> {
    #[n(0)]
    pub of: EntryId,
    /// The corrected time; none keeps the one that was claimed.
    #[n(1)]
    pub at: Option<Instant>,
    #[n(2)]
    #[ts(type = "Content")]
    #[cbor(decode_with = "replacement", decode_bound = "C: Replacement")]
    pub content: Box<C>,
    #[n(3)]
    pub note: Option<String>,
    #[n(4)]
    pub reason: String,
}

/// The reason of a correction of the time alone, made by the device once it knows when it saved the entry.
pub const CLOCK: &str = "clock";

/// What a correction can put in the place of an entry's content.
pub trait Replacement: Sized {
    /// Reads it. An amendment inside an amendment is kept unread: decoding it would let hostile bytes recurse as deep as they
    /// are long.
    fn decode_replacement(d: &mut Decoder<'_>) -> Result<Self, decode::Error>;
}

fn replacement<C: Replacement, X>(d: &mut Decoder<'_>, _: &mut X) -> Result<Box<C>, decode::Error> {
    C::decode_replacement(d).map(Box::new)
}

impl<C: Kind> Kind for Correct<C> {
    /// As its content, but that it leaves the person alone, who may have been left out.
    fn targets(&self) -> Targets {
        match self.content.targets() {
            Targets::Resident => Targets::Household,
            targets => targets,
        }
    }

    fn validate(&self) -> Result<(), BadContent> {
        check_filled(REASON, &self.reason)?;
        check_length(NOTE, self.note.as_deref().unwrap_or_default())?;
        // An amendment is amended by naming the first entry, never by nesting.
        if self.content.amends().is_some() { Err(BadContent::Empty { field: "content" }) } else { self.content.validate() }
    }

    fn clean(&mut self) {
        self.reason = clean_lines(&self.reason);
        self.note = self.note.as_deref().map(clean_lines).filter(|note| !note.is_empty());
        self.content.clean();
    }

    fn summary(&self) -> Summary {
        Summary::new("correct").with("reason", &self.reason)
    }

    fn names(&mut self) -> Vec<&mut EntryId> {
        let mut names = self.content.names();
        names.push(&mut self.of);
        names
    }

    fn amends(&self) -> Option<EntryId> {
        Some(self.of)
    }

    fn redirect(&mut self, entry: EntryId) {
        self.of = entry;
    }
}
