//! Notes on the command line.

use clap::Args;
use daylog_domain::entries::{Content, note::Note};

use super::flags::{KindFlags, KindWords, Said};
use crate::failure::Failure;

/// What the help says of it.
pub const ABOUT: &str = "Free words";

#[derive(Debug, Args)]
#[group(skip)]
pub struct Flags {
    /// The words
    #[arg(long)]
    text: Option<String>,
}

impl KindFlags for Flags {
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

impl KindWords for Flags {
    const SUMMARIES: Said = &[("note", "{text}")];
}
