//! Messages as another version would write them: an older one without fields at the end that may be missing, a later one with
//! fields behind the known ones. Works on bytes, and knows no field but by its number.

use daylog_wire::{keys::SigningKey, message::SignedRequest};
use minicbor::{Decoder, Encoder};

/// As many fields as no present message has.
const FIELDS: u8 = 60;

/// The same message with fields that nobody knows yet, behind all that are known.
#[must_use]
pub fn with_more_fields(message: &[u8]) -> Vec<u8> {
    let (header, rest) = message.split_first().unwrap();
    assert!((0x80..0x98).contains(header), "an array of up to 23 fields");
    let absent = FIELDS - (header & 0x1f) - 2;
    let mut bytes = vec![0x98, FIELDS];
    bytes.extend(rest);
    bytes.extend(std::iter::repeat_n(0xf6, absent.into()));
    // A list of a number and a text, and a map of a number to bytes.
    bytes.extend([0x82, 0x18, 99, 0x61, b'x', 0xa1, 0x07, 0x42, 1, 2]);
    bytes
}

/// The same message with no more than its first `most` fields.
#[must_use]
pub fn with_fewer_fields(message: &[u8], most: u64) -> Vec<u8> {
    let mut decoder = Decoder::new(message);
    let kept = decoder.array().unwrap().unwrap().min(most);
    let start = decoder.position();
    (0..kept).for_each(|_| decoder.skip().unwrap());
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(kept).unwrap();
    [encoder.into_writer().as_slice(), &message[start..decoder.position()]].concat()
}

/// The same message with another version as its first field.
#[must_use]
pub fn with_version(message: &[u8], version: u16) -> Vec<u8> {
    let mut decoder = Decoder::new(message);
    let fields = decoder.array().unwrap().unwrap();
    decoder.skip().unwrap();
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(fields).unwrap().u16(version).unwrap();
    [encoder.into_writer().as_slice(), &message[decoder.position()..]].concat()
}

/// A request's body signed with the device's key, whatever it says.
#[must_use]
pub fn sign_request(body: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    let signature = key.sign(&[b"daylog request 1".as_slice(), &body].concat());
    SignedRequest { body, signature }.to_bytes()
}
