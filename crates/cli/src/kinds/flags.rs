//! What the flags and the words of every kind of entry can be asked.

use daylog_domain::{entries::Content, ids::EntryId};

use crate::failure::Failure;

/// What one kind's flags say.
pub trait KindFlags {
    /// Whether none of its flags was given.
    fn is_empty(&self) -> bool;

    /// The content; what no flag says is taken from `previous` where it is of this kind.
    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure>;

    /// The entry that says whom this one is about, where no household was typed.
    fn belongs_to(&self) -> Option<EntryId> {
        None
    }
}

/// Keys of summaries with their words.
pub type Said = &'static [(&'static str, &'static str)];

/// How the terminal says what such an entry says.
pub trait KindWords {
    /// Each summary of the kind; `{name}` stands for a value.
    const SUMMARIES: Said;

    /// A value in words.
    fn value(_name: &str, value: String) -> String {
        value
    }

    /// What stands behind the words; `value` gives the summary's values, safe to print.
    fn behind(_value: &dyn Fn(&str) -> Option<String>) -> String {
        String::new()
    }
}
