//! An entry's bytes, as they are saved, hashed and sent. Their form stands with each kind in `domain`.

use daylog_domain::entries::Entry;

use crate::{Unreadable, shape};

/// The longest single entry, in bytes; longer ones are refused when they are saved.
pub const ENTRY_LIMIT: usize = 64 * 1024;

/// The bytes of an entry: what is saved once stays as it is for ever.
#[must_use]
pub fn entry_to_bytes(entry: &Entry) -> Vec<u8> {
    crate::to_bytes(entry)
}

/// Reads an entry; one of an unknown kind is readable, its content stays in bytes.
pub fn entry_from_bytes(bytes: &[u8]) -> Result<Entry, Unreadable> {
    shape::read(bytes, ENTRY_LIMIT, shape::MESSAGE_ITEMS)
}
