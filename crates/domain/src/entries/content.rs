//! What an entry says, of whichever kind: made from the registry. Names no kind itself.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    about::Targets,
    bad_content::BadContent,
    correct::Replacement,
    kind::Kind,
    outcome::{Alarm, Outcome},
    summary::Summary,
    temperature::Celsius,
};
use crate::{for_each_kind, ids::EntryId, plan::CheckKind};

macro_rules! content {
    (
        diary { $($code:literal $name:ident $variant:ident,)* }
        amendments { $($amendment_code:literal $amendment:ident $amending:ident $(<$of:ident>)?,)* }
    ) => {
        /// What an entry says. In JSON: `{"kind": "temperature", …}`.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Content {
            $($variant(super::$name::$variant),)*
            $($amending(super::$amendment::$amending $(<$of>)?),)*
            /// Of a kind that a later version wrote: kept and forwarded, shown as "update to read".
            #[serde(skip_deserializing)]
            #[ts(skip)]
            Unknown(UnknownContent),
        }

        impl Content {
            /// Every kind of this version: its number in stored and sent bytes, and its name in JSON, catalogues and commands.
            pub const KINDS: &[(u16, &str)] = &[
                $(($code, stringify!($name)),)*
                $(($amendment_code, stringify!($amendment)),)*
            ];

            /// The kind's number in stored and sent bytes.
            #[must_use]
            pub fn code(&self) -> u16 {
                match self {
                    $(Content::$variant(_) => $code,)*
                    $(Content::$amending(_) => $amendment_code,)*
                    Content::Unknown(unknown) => unknown.code,
                }
            }

            /// None for a kind that a later version wrote.
            fn known(&self) -> Option<&dyn Kind> {
                match self {
                    $(Content::$variant(content) => Some(content),)*
                    $(Content::$amending(content) => Some(content),)*
                    Content::Unknown(_) => None,
                }
            }

            fn known_mut(&mut self) -> Option<&mut dyn Kind> {
                match self {
                    $(Content::$variant(content) => Some(content),)*
                    $(Content::$amending(content) => Some(content),)*
                    Content::Unknown(_) => None,
                }
            }

            fn encoded(&self) -> Result<Vec<u8>, encode::Error<std::convert::Infallible>> {
                match self {
                    $(Content::$variant(content) => minicbor::to_vec(content),)*
                    $(Content::$amending(content) => minicbor::to_vec(content),)*
                    Content::Unknown(unknown) => Ok(unknown.bytes.clone()),
                }
            }

            fn decoded(code: u16, bytes: &[u8]) -> Self {
                // A later version may give a known kind a value that this one does not know: kept like a kind unknown as a whole.
                match code {
                    $($code => minicbor::decode(bytes).ok().map(Content::$variant),)*
                    $($amendment_code => minicbor::decode(bytes).ok().map(Content::$amending),)*
                    _ => None,
                }
                .unwrap_or_else(|| Content::unread(code, bytes))
            }

            /// Whether a kind with this number acts on another entry.
            pub(super) fn is_amendment(code: u16) -> bool {
                [$($amendment_code),*].contains(&code)
            }
        }

        $(impl super::$name::$variant {
            /// The kind's number in stored and sent bytes.
            pub const CODE: u16 = $code;
        })*
    };
}

for_each_kind!(content);

/// The bytes of a kind that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownContent {
    pub code: u16,
    /// Nothing that a page could show, and long as numbers in JSON.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

const UNKNOWN: &str = "unknown";

impl Content {
    /// The kind's name in JSON, catalogues and commands.
    #[must_use]
    pub fn name(&self) -> &'static str {
        if self.known().is_some() { Content::name_of(self.code()) } else { UNKNOWN }
    }

    /// The name of the kind with this number.
    #[must_use]
    pub fn name_of(code: u16) -> &'static str {
        Content::KINDS.iter().find(|(known, _)| *known == code).map_or(UNKNOWN, |(_, name)| name)
    }

    fn unread(code: u16, bytes: &[u8]) -> Self {
        Content::Unknown(UnknownContent { code, bytes: bytes.to_vec() })
    }
}

impl Kind for Content {
    fn check(&self) -> Option<CheckKind> {
        self.known().and_then(Kind::check)
    }

    fn outcome(&self) -> Outcome {
        self.known().map_or(Outcome::Done, Kind::outcome)
    }

    fn alarm(&self, fever_from: Celsius) -> Option<Alarm> {
        self.known().and_then(|known| known.alarm(fever_from))
    }

    fn targets(&self) -> Targets {
        self.known().map_or(Targets::Any, Kind::targets)
    }

    fn validate(&self) -> Result<(), BadContent> {
        self.known().map_or(Ok(()), Kind::validate)
    }

    fn clean(&mut self) {
        if let Some(known) = self.known_mut() {
            known.clean();
        }
    }

    fn summary(&self) -> Summary {
        self.known().map_or_else(|| Summary::new(UNKNOWN).with("code", self.code()), Kind::summary)
    }

    fn text(&self) -> Option<&str> {
        self.known().and_then(Kind::text)
    }

    fn names(&mut self) -> Vec<&mut EntryId> {
        self.known_mut().map(Kind::names).unwrap_or_default()
    }

    fn amends(&self) -> Option<EntryId> {
        self.known().and_then(Kind::amends)
    }

    fn redirect(&mut self, entry: EntryId) {
        if let Some(known) = self.known_mut() {
            known.redirect(entry);
        }
    }
}

impl<C> Encode<C> for Content {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        let bytes = self.encoded().map_err(|_| encode::Error::message("content"))?;
        e.array(2)?.u16(self.code())?.bytes(&bytes)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Content {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("content is a pair of kind and bytes"));
        }
        let code = d.u16()?;
        Ok(Content::decoded(code, d.bytes()?))
    }
}

impl Replacement for Content {
    fn decode_replacement(d: &mut Decoder<'_>) -> Result<Self, decode::Error> {
        let mut ahead = d.probe();
        ahead.array()?;
        let code = ahead.u16()?;
        if !Content::is_amendment(code) {
            return Content::decode(d, &mut ());
        }
        let bytes = ahead.bytes()?;
        d.skip()?;
        Ok(Content::unread(code, bytes))
    }
}
