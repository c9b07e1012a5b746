//! Note: free words about a household or a resident.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Kind, NOTE_LIMIT, Summary, check_filled};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Note {
    #[n(0)]
    pub text: String,
}

impl Kind for Note {
    fn validate(&self) -> Result<(), BadContent> {
        check_filled("text", &self.text, NOTE_LIMIT)
    }

    fn summary(&self) -> Summary {
        Summary::new("note").with("text", &self.text)
    }
}
