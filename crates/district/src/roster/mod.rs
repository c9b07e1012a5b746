//! The roster file: from bytes to rows and what was wrong with the others, and taking them in: `decide` says what
//! they change of what is stored, `apply` writes it. Columns and formats are described in docs/roster.md.

mod apply;
mod assignees;
mod cell;
mod columns;
mod dates;
mod decide;
mod document;
mod encoding;
mod fields;
mod file;
mod import;
mod parse;
mod phone;
mod plausible;
mod records;
mod remarks;
mod seen;
pub(crate) mod typed;
mod zeros;

pub use apply::apply;
pub use encoding::{Decoded, by_name, decode};
pub use file::{Advice, FILE_LIMIT, FileProblem, check_kind};
pub use import::{ImportProblem, Imported, Options, import};
pub use parse::{Parsed, Reading, parse};
pub use remarks::Remarks;
