//! Notes on the command line.

use clap::Args;
use daylog_domain::entries::{Content, note::Note};

use super::flags::Flags;
use crate::failure::Failure;

#[derive(Debug, Args)]
pub struct NoteFlags {
    /// The words
    #[arg(long)]
    text: Option<String>,
}

impl Flags for NoteFlags {
    fn kind(&self) -> &'static str {
        "note"
    }

    fn is_empty(&self) -> bool {
        self.text.is_none()
    }

    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure> {
        let text = match (&self.text, previous) {
            (Some(text), _) => text.clone(),
            (None, Some(Content::Note(note))) => note.text.clone(),
            (None, _) => return Err(Failure::usage("--text is needed")),
        };
        Ok(Content::Note(Note { text }))
    }
}
