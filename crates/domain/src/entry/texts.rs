//! What people typed into an entry: brought to its one form, and no longer than its limit.

use super::{BadContent, Entry, Kind};
use crate::text::{clean_lines, length, limits::Limit};

impl Entry {
    /// With every typed text in its one form; a note that says nothing is none.
    #[must_use]
    pub fn cleaned(mut self) -> Self {
        self.note = self.note.as_deref().map(clean_lines).filter(|note| !note.is_empty());
        self.content.clean();
        self
    }
}

pub(crate) fn check_length(limit: Limit, text: &str) -> Result<(), BadContent> {
    let Limit { field, characters } = limit;
    if length(text) > characters { Err(BadContent::TooLong { field, limit: characters }) } else { Ok(()) }
}

pub(crate) fn check_filled(limit: Limit, text: &str) -> Result<(), BadContent> {
    if text.trim().is_empty() { Err(BadContent::Empty { field: limit.field }) } else { check_length(limit, text) }
}
