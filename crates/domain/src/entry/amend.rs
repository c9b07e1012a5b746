//! Correct and withdraw: entries that act on another entry of the same cadre. The old one stays readable.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Content, Kind, Summary, check_filled, check_length};
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
pub struct Correct {
    #[n(0)]
    pub of: EntryId,
    /// The corrected time; none keeps the one that was claimed.
    #[n(1)]
    pub at: Option<Instant>,
    #[n(2)]
    #[cbor(with = "replacement")]
    pub content: Box<Content>,
    #[n(3)]
    pub note: Option<String>,
    #[n(4)]
    pub reason: String,
}

impl Correct {
    /// The reason of a correction of the time alone, made by the device once it knows when it saved the entry.
    pub const CLOCK: &str = "clock";
}

/// The replacement in bytes. An amendment inside an amendment is kept unread: decoding it would let
/// hostile bytes recurse as deep as they are long.
mod replacement {
    use minicbor::{
        Decode, Decoder, Encode, Encoder,
        decode::Error as DecodeError,
        encode::{Error as EncodeError, Write},
    };

    use crate::entry::{AMENDMENT_CODES, Content, UnknownContent};

    pub(super) fn encode<C, W: Write>(content: &Content, e: &mut Encoder<W>, context: &mut C) -> Result<(), EncodeError<W::Error>> {
        content.encode(e, context)
    }

    pub(super) fn decode<C>(d: &mut Decoder<'_>, context: &mut C) -> Result<Box<Content>, DecodeError> {
        let mut ahead = d.probe();
        ahead.array()?;
        let code = ahead.u16()?;
        if AMENDMENT_CODES.contains(&code) {
            let bytes = ahead.bytes()?.to_vec();
            d.skip()?;
            return Ok(Box::new(Content::Unknown(UnknownContent { code, bytes })));
        }
        Content::decode(d, context).map(Box::new)
    }
}

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

impl Kind for Correct {
    fn validate(&self) -> Result<(), BadContent> {
        check_filled(REASON, &self.reason)?;
        check_length(NOTE, self.note.as_deref().unwrap_or_default())?;
        match *self.content {
            // An amendment is amended by naming the first entry, never by nesting.
            Content::Correct(_) | Content::Withdraw(_) => Err(BadContent::Empty { field: "content" }),
            ref content => content.validate(),
        }
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
}

impl Kind for Withdraw {
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
}
