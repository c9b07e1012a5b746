//! Note: free words about a household, a resident or a place.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Kind, Summary, Targets, check_filled};
use crate::text::{clean_lines, limits::TEXT};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Note {
    #[n(0)]
    pub text: String,
}

impl Kind for Note {
    fn targets(&self) -> Targets {
        Targets::Any
    }

    fn validate(&self) -> Result<(), BadContent> {
        check_filled(TEXT, &self.text)
    }

    fn clean(&mut self) {
        self.text = clean_lines(&self.text);
    }

    fn summary(&self) -> Summary {
        Summary::new("note").with("text", &self.text)
    }

    fn text(&self) -> Option<&str> {
        Some(&self.text)
    }
}
