//! `correct`: what no flag says stays as it was.

use std::path::Path;

use daylog_app::views::diary::Draft;

use super::log::print_saved;
use crate::{failure::Failure, kinds::Correction, output::Format, profile};

pub fn run(folder: &Path, correction: &Correction, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    let line = app.entry(correction.entry)?.line;
    let draft = Draft {
        household: line.household,
        resident: line.resident,
        content: correction.content(&line.content)?,
        at: correction.rest.at.clone(),
        note: correction.rest.note.clone().or(line.note),
        late: None,
    };
    print_saved(&app, app.correct(correction.entry, &draft, &correction.reason)?, format)
}
