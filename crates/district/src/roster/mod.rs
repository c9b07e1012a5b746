//! The roster file: from bytes to rows and what was wrong with the others, and taking it in. What becomes of the rows is in
//! `daylog_storage::roster`; columns and formats are described in docs/roster.md.

mod assignees;
mod cell;
mod columns;
mod dates;
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

pub use encoding::{Decoded, by_name, decode};
pub use file::{Advice, FILE_LIMIT, FileProblem, check_kind};
pub use import::{ImportProblem, Imported, Options, import};
pub use parse::{Parsed, Reading, parse};
pub use remarks::Remarks;
