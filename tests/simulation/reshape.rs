//! Messages as a program of another version would write them: without the fields that came later, or with fields behind
//! those that are known. Works on the bytes, and knows no field but by its number.

use daylog_wire::keys::SigningKey;
use daylog_wire::message::SignedRequest;
use minicbor::{Decoder, Encoder, data::Type};

use super::fault_plan::Version;

/// What version 1 wrote, in fields.
const REQUEST_FIELDS_1: u64 = 16;
const ANSWER_FIELDS_1: u64 = 12;
/// More than any message has.
const FIELDS_LATER: u64 = 40;
/// Reserved in version 1, and empty there.
const CHECKPOINT: [u64; 2] = [5, 8];

/// A device's request, signed again as what it now says.
#[must_use]
pub fn request(bytes: Vec<u8>, version: Version, key: &SigningKey) -> Vec<u8> {
    if version == Version::Present {
        return bytes;
    }
    let signed = SignedRequest::from_bytes(&bytes).unwrap();
    let body = reshaped(&signed.body, version, REQUEST_FIELDS_1, CHECKPOINT[0]);
    let signature = key.sign(&[b"daylog request 1".as_slice(), &body].concat());
    SignedRequest { body, signature }.to_bytes()
}

#[must_use]
pub fn answer(bytes: Vec<u8>, version: Version) -> Vec<u8> {
    if version == Version::Present { bytes } else { reshaped(&bytes, version, ANSWER_FIELDS_1, CHECKPOINT[1]) }
}

fn reshaped(bytes: &[u8], version: Version, fields_1: u64, empty_in_1: u64) -> Vec<u8> {
    let mut decoder = Decoder::new(bytes);
    let fields = decoder.array().unwrap().unwrap();
    let mut encoder = Encoder::new(Vec::new());
    let kept = if version == Version::Older { fields.min(fields_1) } else { fields };
    encoder.array(if version == Version::Newer { FIELDS_LATER } else { kept }).unwrap();
    for field in 0..kept {
        let start = decoder.position();
        let known = decoder.datatype().unwrap();
        decoder.skip().unwrap();
        let number = match version {
            Version::Older => 1,
            _ => daylog_wire::PROTOCOL_VERSION + 1,
        };
        if field == 0 {
            encoder.u16(number).unwrap();
        } else if version == Version::Older && field == empty_in_1 && known != Type::Null {
            encoder.null().unwrap();
        } else {
            encoder.writer_mut().extend_from_slice(&bytes[start..decoder.position()]);
        }
    }
    if version == Version::Newer {
        // Fields at the end that are empty are not written at all.
        for _ in kept..FIELDS_LATER - 2 {
            encoder.null().unwrap();
        }
        encoder.map(1).unwrap().u8(1).unwrap().str("of a later version").unwrap();
        encoder.bytes(&[7; 9]).unwrap();
    }
    encoder.into_writer()
}
