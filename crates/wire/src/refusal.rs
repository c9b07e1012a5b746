//! Why the district does not take something: codes that travel as text. Each side knows the codes of its own version as an enum;
//! what the other side says beyond that stays the text that it is.

use std::fmt;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::Serialize;
use ts_rs::TS;

/// A code that both sides write as the same text, in every version.
pub trait Code: Copy + 'static {
    const ALL: &'static [Self];

    fn text(self) -> &'static str;
}

/// A code as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<C> {
    Known(C),
    /// Of a version that knows more codes, or of nobody: for the trace and the technician.
    Unknown(String),
}

impl<C: Code> Told<C> {
    #[must_use]
    pub fn read(text: &str) -> Self {
        let known = C::ALL.iter().copied().find(|code| code.text() == text);
        known.map_or_else(|| Told::Unknown(text.to_owned()), Told::Known)
    }

    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Told::Known(code) => code.text(),
            Told::Unknown(text) => text,
        }
    }

    #[must_use]
    pub fn known(&self) -> Option<C> {
        match self {
            Told::Known(code) => Some(*code),
            Told::Unknown(_) => None,
        }
    }
}

impl<C> From<C> for Told<C> {
    fn from(code: C) -> Self {
        Told::Known(code)
    }
}

impl<C: Code> fmt::Display for Told<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl<X, C: Code> Encode<X> for Told<C> {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut X) -> Result<(), encode::Error<W::Error>> {
        e.str(self.text())?.ok()
    }
}

impl<'b, X, C: Code> Decode<'b, X> for Told<C> {
    fn decode(d: &mut Decoder<'b>, _: &mut X) -> Result<Self, decode::Error> {
        Ok(Told::read(d.str()?))
    }
}

macro_rules! codes {
    ($($(#[$of_enum:meta])* $name:ident { $($(#[$of_code:meta])* $code:ident = $text:literal,)* })*) => {$(
        $(#[$of_enum])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
        pub enum $name {
            $($(#[$of_code])* #[serde(rename = $text)] $code,)*
        }

        impl Code for $name {
            const ALL: &'static [Self] = &[$($name::$code,)*];

            fn text(self) -> &'static str {
                match self {
                    $($name::$code => $text,)*
                }
            }
        }
    )*};
}

codes! {
    /// Why a segment, an envelope or an entry was not taken, or not read. Its device keeps it.
    PieceRefusal {
        SegmentUnreadable = "segment_unreadable",
        SegmentEmpty = "segment_empty",
        SegmentSalt = "segment_salt",
        SegmentSignature = "segment_signature",
        /// It is of another log than the request.
        SegmentLog = "segment_log",
        /// Its chain does not follow from what comes before it.
        SegmentChain = "segment_chain",
        /// It differs from what is held: it is kept beside it, as evidence.
        SegmentFork = "segment_fork",
        EnvelopeUnreadable = "envelope_unreadable",
        /// Encrypted to another district, or changed on its way.
        EnvelopeForeign = "envelope_foreign",
        /// It follows from something that is not held: it may be taken once that has come.
        EnvelopeGap = "envelope_gap",
        /// The log's name is not made from the device's key.
        LogIdentity = "log_identity",
        /// The log is another device's.
        LogForeign = "log_foreign",
        /// The author's device is revoked, and it is not the district that hands its work in.
        DeviceRevoked = "device_revoked",
        /// Nobody enrolled the author's device here.
        DeviceUnknown = "device_unknown",
        /// The entry's bytes are held and cannot be read.
        EntryUnreadable = "entry_unreadable",
        /// What differs from the held log is not kept for want of room: its device holds on to it.
        EvidenceFull = "evidence_full",
    }

    /// Why an invite opens nothing.
    EnrolRefusal {
        InviteUnknown = "invite_unknown",
        InviteExpired = "invite_expired",
        InviteUsed = "invite_used",
        UpdateNeeded = "update_needed",
        /// Too many tries; the answer says how long to wait.
        SlowDown = "slow_down",
    }

    /// What the server says of itself where it takes no request now, in the JSON beside the status. Nothing is lost by it, and
    /// trying again later helps.
    Trouble {
        Busy = "busy",
        DatabaseBusy = "database_busy",
        SlowDown = "slow_down",
        DiskFull = "disk_full",
        DiskFailed = "disk_failed",
        Internal = "internal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<C: Code>(text: &str) -> Told<C> {
        let mut bytes = Vec::new();
        minicbor::encode(text, &mut bytes).unwrap();
        minicbor::decode(&bytes).unwrap()
    }

    #[test]
    fn a_known_code_is_read_from_its_text_and_written_as_the_same_bytes() {
        fn all<C: Code + PartialEq + fmt::Debug>() {
            for code in C::ALL {
                let (mut as_text, mut as_code) = (Vec::new(), Vec::new());
                minicbor::encode(code.text(), &mut as_text).unwrap();
                minicbor::encode(Told::from(*code), &mut as_code).unwrap();
                assert_eq!((told(code.text()), as_code), (Told::Known(*code), as_text), "{}", code.text());
            }
        }
        all::<PieceRefusal>();
        all::<EnrolRefusal>();
        all::<Trouble>();
    }

    #[test]
    fn a_code_of_another_version_stays_the_text_that_it_is() {
        let later: Told<PieceRefusal> = told("segment_of_tomorrow");
        assert_eq!(later, Told::Unknown("segment_of_tomorrow".to_owned()));
        assert_eq!(minicbor::to_vec(&later).unwrap(), minicbor::to_vec("segment_of_tomorrow").unwrap());
        assert_eq!(told::<PieceRefusal>("slow_down").known(), None, "a code of something else says nothing here");
    }
}
