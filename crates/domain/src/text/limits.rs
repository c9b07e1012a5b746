//! The longest text of each field, in characters: the core refuses more, and the screens count towards it.

/// A field of the diary by its name in drafts, and how much it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub field: &'static str,
    pub characters: usize,
}

pub const NOTE: Limit = Limit { field: "note", characters: 2000 };
/// The words of a note entry.
pub const TEXT: Limit = Limit { field: "text", characters: 2000 };
/// Why something was corrected, withdrawn, opened, broken.
pub const REASON: Limit = Limit { field: "reason", characters: 2000 };
/// A thing that was asked for, in the cadre's own words.
pub const WHAT: Limit = Limit { field: "what", characters: 200 };
pub const UNIT: Limit = Limit { field: "unit", characters: 20 };
pub const SERIAL: Limit = Limit { field: "serial", characters: 64 };

/// All of them, for the screens.
pub const ALL: [Limit; 6] = [NOTE, TEXT, REASON, WHAT, UNIT, SERIAL];
