//! Why an entry was logged long after the time that it claims. When one is late is `history`'s business.

use minicbor::{Decode, Decoder, Encode, decode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The reasons that the phone offers for a late entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum LateReason {
    #[n(0)]
    Busy,
    #[n(1)]
    NoPhoneAtHand,
    #[n(2)]
    Remembered,
    #[n(3)]
    TimeChanged,
}

/// A reason that a later version offers reads as none: it must not make the entry unreadable.
pub(super) fn known_reason<'b, C>(d: &mut Decoder<'b>, context: &mut C) -> Result<Option<LateReason>, decode::Error> {
    match Option::<LateReason>::decode(&mut d.probe(), context) {
        Err(error) if error.is_unknown_variant() => d.skip().map(|()| None),
        _ => Option::decode(d, context),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Encode, Decode)]
    struct Line {
        #[n(0)]
        before: u8,
        #[n(1)]
        #[cbor(decode_with = "known_reason")]
        late: Option<LateReason>,
        #[n(2)]
        behind: Option<u8>,
    }

    #[test]
    fn a_reason_of_a_later_version_reads_as_none_and_nonsense_is_refused() {
        let line = |late, behind| Some(Line { before: 7, late, behind });
        for (bytes, expected) in [
            ([0x83, 7, 0x01, 8].as_slice(), line(Some(LateReason::NoPhoneAtHand), Some(8))),
            (&[0x83, 7, 0xf6, 8], line(None, Some(8))),
            (&[0x83, 7, 0x18, 99, 8], line(None, Some(8))),
            (&[0x81, 7], line(None, None)),
            (&[0x83, 7, 0x61, 0x78, 8], None),
        ] {
            assert_eq!(minicbor::decode(bytes).ok(), expected, "{bytes:?}");
        }
    }
}
