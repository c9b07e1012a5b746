//! Messages as a program of another version would write them: a made-up older one without the fields at the end that came last,
//! a later one with fields behind those that are known.

use daylog_wire::{PROTOCOL_VERSION, keys::SigningKey, message::SignedRequest};

use super::fault_plan::Version;
use crate::versions::{sign_request, with_fewer_fields, with_more_fields, with_version};

/// What the older version writes, in fields: no checkpoint yet, and nothing that stands behind it.
const REQUEST_FIELDS: u64 = 19;
const ANSWER_FIELDS: u64 = 13;

/// A device's request, signed again as what it now says.
#[must_use]
pub fn request(bytes: Vec<u8>, version: Version, key: &SigningKey) -> Vec<u8> {
    if version == Version::Present {
        return bytes;
    }
    let signed = SignedRequest::from_bytes(&bytes).unwrap();
    sign_request(reshaped(signed.body, version, REQUEST_FIELDS), key)
}

#[must_use]
pub fn answer(bytes: Vec<u8>, version: Version) -> Vec<u8> {
    reshaped(bytes, version, ANSWER_FIELDS)
}

fn reshaped(message: Vec<u8>, version: Version, fields_of_older: u64) -> Vec<u8> {
    match version {
        Version::Present => message,
        Version::Older => with_fewer_fields(&message, fields_of_older),
        Version::Newer => with_more_fields(&with_version(&message, PROTOCOL_VERSION + 1)),
    }
}
