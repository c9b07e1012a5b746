//! The rescue file: encrypted envelopes in one file that anybody may carry and only the district's server can read.
//!
//! Layout: a line of text that says what it is, then CBOR: a version, how many envelopes, a digest over them, the envelopes.

use minicbor::{Decode, Encode};
use ring::digest::{Context, SHA256};

use crate::{
    Unreadable,
    envelope::{ENVELOPE_LIMIT, Envelope},
    shape::{self, MESSAGE_ITEMS},
};

/// The longest rescue file that is read, in bytes.
pub const RESCUE_LIMIT: usize = 16 * 1024 * 1024;
/// The most envelopes of one.
pub const RESCUE_ENVELOPES: usize = 4096;
/// How a rescue file's name ends.
pub const RESCUE_ENDING: &str = "daylog-rescue";

/// What a file holds beside its envelopes takes no more bytes than this, the first line apart.
const HEAD_BYTES: usize = 64;

const FIRST_LINE: &[u8] = b"daylog rescue file: hand it to the district, only its server can read it\n";
const VERSION: u8 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescue {
    pub envelopes: Vec<Envelope>,
}

/// Why bytes are no whole rescue file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRescue {
    #[error("this is no rescue file")]
    NotOne,
    #[error("written by a newer program (version {0})")]
    Newer(u8),
    #[error("larger than {limit} bytes")]
    TooLarge { limit: usize },
    /// Cut short, or changed on the way.
    #[error("the rescue file is damaged")]
    Damaged,
}

impl BadRescue {
    /// A stable code for screens, answers and traces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            BadRescue::NotOne => "not_a_rescue_file",
            BadRescue::Newer(_) => "rescue_file_newer",
            BadRescue::TooLarge { .. } => "rescue_file_too_large",
            BadRescue::Damaged => "rescue_file_damaged",
        }
    }
}

#[derive(Encode, Decode)]
struct Form {
    #[n(0)]
    version: u8,
    #[n(1)]
    count: u32,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    digest: [u8; 32],
    #[n(3)]
    #[cbor(decode_with = "at_most_a_rescue")]
    envelopes: Vec<Envelope>,
}

impl Rescue {
    /// All of these in order, in files within what readers accept; one at least. What fits into one file is not spread over
    /// two: its pieces may follow one another, and files come in any order to whoever takes them in.
    #[must_use]
    pub fn in_files(all: impl IntoIterator<Item = Rescue>) -> Vec<Rescue> {
        let empty = FIRST_LINE.len() + HEAD_BYTES;
        let (mut files, mut last, mut used) = (Vec::new(), Rescue { envelopes: Vec::new() }, empty);
        for one in all {
            let lengths: Vec<usize> = one.envelopes.iter().map(|envelope| envelope.to_bytes().len()).collect();
            let (mut count, mut bytes) = (lengths.len(), lengths.iter().sum::<usize>());
            if count > RESCUE_ENVELOPES || empty + bytes > RESCUE_LIMIT {
                (count, bytes) = (1, 0);
            }
            for (envelope, length) in one.envelopes.into_iter().zip(lengths) {
                if last.envelopes.len() + count > RESCUE_ENVELOPES || used + bytes.max(length) > RESCUE_LIMIT {
                    files.push(std::mem::replace(&mut last, Rescue { envelopes: Vec::new() }));
                    used = empty;
                }
                // Only the first of what stays together asks for room for all of it.
                (count, bytes) = (1, 0);
                used += length;
                last.envelopes.push(envelope);
            }
        }
        files.push(last);
        files
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let form = Form {
            version: VERSION,
            count: u32::try_from(self.envelopes.len()).unwrap_or(u32::MAX),
            digest: digest(&self.envelopes),
            envelopes: self.envelopes.clone(),
        };
        [FIRST_LINE, &crate::to_bytes(&form)].concat()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadRescue> {
        if bytes.len() > RESCUE_LIMIT {
            return Err(BadRescue::TooLarge { limit: RESCUE_LIMIT });
        }
        let body = bytes.strip_prefix(FIRST_LINE).ok_or(BadRescue::NotOne)?;
        let version = version(body).map_err(|_| BadRescue::Damaged)?;
        if version != VERSION {
            return Err(BadRescue::Newer(version));
        }
        let form: Form = shape::read(body, RESCUE_LIMIT, MESSAGE_ITEMS).map_err(|_| BadRescue::Damaged)?;
        // No server reads a larger one, so nobody wrote it in good faith, and no delivery could hold it.
        let are_bounded = form.envelopes.iter().all(|envelope| envelope.ciphertext.len() + envelope.encapsulated.len() <= ENVELOPE_LIMIT);
        let is_whole = are_bounded && u32::try_from(form.envelopes.len()) == Ok(form.count) && digest(&form.envelopes) == form.digest;
        if is_whole { Ok(Rescue { envelopes: form.envelopes }) } else { Err(BadRescue::Damaged) }
    }

    /// Tells this file apart from every other, for names and for finding it again.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        digest(&self.envelopes)
    }
}

fn version(body: &[u8]) -> Result<u8, Unreadable> {
    let mut decoder = minicbor::Decoder::new(body);
    decoder.array()?;
    Ok(decoder.u8()?)
}

fn digest(envelopes: &[Envelope]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(b"daylog rescue 1");
    for envelope in envelopes {
        let bytes = envelope.to_bytes();
        context.update(&(bytes.len() as u64).to_be_bytes());
        context.update(&bytes);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

fn at_most_a_rescue<'b, C, T: Decode<'b, C>>(d: &mut minicbor::Decoder<'b>, context: &mut C) -> Result<Vec<T>, minicbor::decode::Error> {
    crate::list_of_at_most(RESCUE_ENVELOPES, d, context)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rescue(count: u8) -> Rescue {
        Rescue {
            envelopes: (0..count)
                .map(|number| Envelope { version: 1, encapsulated: vec![number; 32], ciphertext: vec![number; 40] })
                .collect(),
        }
    }

    #[test]
    fn a_rescue_file_comes_back_as_it_was_written() {
        for count in [0, 1, 9] {
            assert_eq!(Rescue::from_bytes(&rescue(count).to_bytes()), Ok(rescue(count)));
        }
    }

    #[test]
    fn what_one_file_may_not_hold_goes_into_several_that_are_read_and_no_envelope_is_larger_than_any_may_be() {
        let envelope = |bytes: usize| Envelope { version: 1, encapsulated: vec![1; 32], ciphertext: vec![2; bytes] };
        let largest = ENVELOPE_LIMIT - 32;
        let table = [
            (vec![], 40, vec![0]),
            (vec![RESCUE_ENVELOPES], 40, vec![RESCUE_ENVELOPES]),
            (vec![2 * RESCUE_ENVELOPES + 1], 40, vec![RESCUE_ENVELOPES, RESCUE_ENVELOPES, 1]),
            (vec![1, RESCUE_ENVELOPES, 2], 40, vec![1, RESCUE_ENVELOPES, 2]),
            (vec![1, 2, RESCUE_ENVELOPES - 3], 40, vec![RESCUE_ENVELOPES]),
            (vec![63], largest, vec![63]),
            (vec![130], largest, vec![63, 63, 4]),
            (vec![1, 63, 2, 2], largest, vec![1, 63, 4]),
        ];
        for (counts, bytes, sizes) in table {
            let all = counts.into_iter().map(|count| Rescue { envelopes: vec![envelope(bytes); count] });
            let files = Rescue::in_files(all);
            assert_eq!(files.iter().map(|file| file.envelopes.len()).collect::<Vec<_>>(), sizes);
            assert!(files.iter().all(|file| Rescue::from_bytes(&file.to_bytes()).as_ref() == Ok(file)));
        }
        let too_large = Rescue { envelopes: vec![envelope(largest + 1)] };
        assert_eq!(Rescue::from_bytes(&too_large.to_bytes()), Err(BadRescue::Damaged));
    }

    #[test]
    fn what_was_cut_changed_or_is_something_else_is_named_and_never_half_read() {
        let whole = rescue(3).to_bytes();
        for end in 0..whole.len() {
            let bad = Rescue::from_bytes(&whole[..end]).unwrap_err();
            assert!(matches!(bad, BadRescue::NotOne | BadRescue::Damaged), "{end}: {bad}");
        }
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            assert!(Rescue::from_bytes(&changed).is_err(), "byte {place}");
        }
        assert_eq!(Rescue::from_bytes(b"a photograph"), Err(BadRescue::NotOne));
        let newer = [FIRST_LINE, &[0x82, 2, 0]].concat();
        assert_eq!(Rescue::from_bytes(&newer), Err(BadRescue::Newer(2)));
        let large = vec![0; RESCUE_LIMIT + 1];
        assert_eq!(Rescue::from_bytes(&large), Err(BadRescue::TooLarge { limit: RESCUE_LIMIT }));
        let hostile = [FIRST_LINE, &[0x84, 1, 1, 0x58, 32], &[0; 32], &[0x9b, 0, 0, 0, 1, 0, 0, 0, 0]].concat();
        assert_eq!(Rescue::from_bytes(&hostile), Err(BadRescue::Damaged));
    }
}
