//! Errand: what a resident asks for, and its way from asked to done. Several entries make one errand.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Kind, Summary, check_filled};
use crate::ids::EntryId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Errand {
    /// The entry that opened the errand; none on that entry itself.
    #[n(0)]
    pub errand: Option<EntryId>,
    #[n(1)]
    pub step: Step,
    #[n(2)]
    pub items: Vec<Item>,
    /// Carried up to this floor.
    #[n(3)]
    pub floor: Option<u8>,
    /// Finishing one at the door asks what became of the seal.
    #[n(4)]
    pub seal_after: Option<SealAfter>,
}

/// "Done" in one save implies the steps before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Step {
    #[n(0)]
    Asked,
    #[n(1)]
    Accepted,
    #[n(2)]
    Done,
    #[n(3)]
    Declined,
}

impl Step {
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Step::Asked | Step::Accepted)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Item {
    /// A tile's name (`beer`, `groceries`, `parcel`, `medicine`, `waste`) or the cadre's own words.
    #[n(0)]
    pub what: String,
    /// How many, or how many of `unit`.
    #[n(1)]
    pub quantity: u32,
    #[n(2)]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SealAfter {
    #[n(0)]
    Untouched,
    #[n(1)]
    Resealed,
}

impl Kind for Errand {
    fn validate(&self) -> Result<(), BadContent> {
        if self.errand.is_none() && self.items.is_empty() {
            return Err(BadContent::Empty { field: "what" });
        }
        if self.items.len() > 50 {
            return Err(BadContent::TooLong { field: "what", limit: 50 });
        }
        self.items.iter().try_for_each(|item| {
            check_filled("what", &item.what, 200)?;
            if item.quantity == 0 { Err(BadContent::Empty { field: "quantity" }) } else { Ok(()) }
        })
    }

    /// Values `what` and `quantity` are those of the first item, `more` counts the others.
    fn summary(&self) -> Summary {
        let key = match self.step {
            Step::Asked => "errand.asked",
            Step::Accepted => "errand.accepted",
            Step::Done => "errand.done",
            Step::Declined => "errand.declined",
        };
        match self.items.split_first() {
            Some((first, rest)) => Summary::new(key).with("what", &first.what).with("quantity", first.quantity).with("more", rest.len()),
            None => Summary::new(key),
        }
    }

    fn names(&mut self) -> Vec<&mut EntryId> {
        self.errand.iter_mut().collect()
    }
}
