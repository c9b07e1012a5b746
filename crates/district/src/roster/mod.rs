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
mod header;
mod import;
mod look;
mod mended;
mod names;
mod opened;
mod parse;
mod phone;
mod plausible;
mod records;
mod remarks;
mod seen;
mod show;
pub(crate) mod typed;
mod uploads;
mod workbook;
mod zeros;

pub use apply::apply;
pub use encoding::{Decoded, by_name, decode};
pub use file::{Advice, FILE_LIMIT, FileKind, FileProblem, Form, form_of};
pub use import::{ImportProblem, Imported, Options, import};
pub use opened::{Opened, open};
pub use parse::{Parsed, Reading, parse, parse_sheet};
pub use remarks::Remarks;
pub use uploads::{Owner, UPLOAD_LIMIT, UploadProblem, Uploads};
pub use workbook::{Epoch, Sheet};
