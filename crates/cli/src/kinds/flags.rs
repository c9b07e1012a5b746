//! What the flags of every kind of entry can be asked.

use daylog_domain::{entries::Content, ids::EntryId};

use crate::failure::Failure;

/// What one kind's flags say.
pub trait Flags {
    /// The kind's name, as in `Content::name`.
    fn kind(&self) -> &'static str;

    /// Whether none of its flags was given.
    fn is_empty(&self) -> bool;

    /// The content; what no flag says is taken from `previous` where it is of this kind.
    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure>;

    /// The entry that says whom this one is about, where no household was typed.
    fn belongs_to(&self) -> Option<EntryId> {
        None
    }
}
