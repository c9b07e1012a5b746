//! What device and server say to each other: the hash chain, segments, messages, receipts, checkpoints, envelopes, enrolment.
//! Versioned bytes.
//!
//! Knows what an entry is (`domain`) but not where entries are kept, who may see them, or how bytes travel.
//! Everything that comes from outside is bounded before it is read.

use minicbor::{Decode, Decoder, decode};

pub mod chain;
pub mod checkpoint;
pub mod delivery;
pub mod directory;
pub mod encryption;
pub mod enrol;
mod entry;
pub mod envelope;
pub mod feed;
pub mod keys;
pub mod message;
pub mod purge;
pub mod receipt;
pub mod recovery;
pub mod refusal;
pub mod rescue;
pub mod segment;
mod shape;
pub mod tree;
pub mod watermark;

pub use entry::{ENTRY_LIMIT, entry_from_bytes, entry_to_bytes};

/// The version of the messages in this crate; stored bytes carry versions of their own.
pub const PROTOCOL_VERSION: u16 = 1;

/// The content type of every message body.
pub const CONTENT_TYPE: &str = "application/vnd.daylog+cbor";

/// The longest message that either side reads, in bytes.
pub const MESSAGE_LIMIT: usize = 4 * 1024 * 1024;

/// The highest number of an entry, a directory or a place in the feed: databases store signed 64-bit integers.
pub const HIGHEST_NUMBER: u64 = i64::MAX.unsigned_abs();

/// Why bytes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the bytes are not of the expected form")]
    Form,
    #[error("version {0} is not known here")]
    Version(u16),
    #[error("larger than the limit of {limit} bytes")]
    TooLarge { limit: usize },
}

/// Whether a message of this version is answered: of the two versions before the present one, of that itself, and of the next.
#[must_use]
pub const fn is_answered(version: u16) -> bool {
    is_answered_by(PROTOCOL_VERSION, version)
}

const fn is_answered_by(own: u16, version: u16) -> bool {
    version > 0 && version.saturating_add(2) >= own && version <= own.saturating_add(1)
}

impl From<minicbor::decode::Error> for Unreadable {
    fn from(_: minicbor::decode::Error) -> Self {
        Unreadable::Form
    }
}

/// Encodes to bytes. Writing to memory cannot fail, and no type here refuses to be encoded.
fn to_bytes<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _written = minicbor::encode(value, &mut bytes);
    bytes
}

/// Reads a list that has a limit: one byte of a hostile list would otherwise become many in memory.
fn list_of_at_most<'b, C, T: Decode<'b, C>>(limit: usize, d: &mut Decoder<'b>, context: &mut C) -> Result<Vec<T>, decode::Error> {
    let mut list = Vec::new();
    for item in d.array_iter_with(context)? {
        if list.len() == limit {
            return Err(decode::Error::message("the list is longer than its limit"));
        }
        list.push(item?);
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_versions_before_to_one_after_are_answered() {
        for (own, answered) in [(1, 1..=2), (2, 1..=3), (3, 1..=4), (4, 2..=5), (9, 7..=10), (u16::MAX, u16::MAX - 2..=u16::MAX)] {
            for version in (0..16).chain(u16::MAX - 4..=u16::MAX) {
                assert_eq!(is_answered_by(own, version), answered.contains(&version), "{version} by {own}");
            }
        }
    }
}
