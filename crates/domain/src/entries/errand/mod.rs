//! Errand: what a resident asks for, and its way from asked to done. Several entries make one errand.

pub mod progress;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Kind, Summary, check_filled};
use crate::{
    ids::EntryId,
    text::{
        clean_line,
        limits::{UNIT, WHAT},
    },
};

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
            check_filled(WHAT, &item.what)?;
            item.unit.as_deref().map_or(Ok(()), |unit| check_filled(UNIT, unit))?;
            if item.quantity == 0 { Err(BadContent::Empty { field: "quantity" }) } else { Ok(()) }
        })
    }

    fn clean(&mut self) {
        for item in &mut self.items {
            item.what = clean_line(&item.what);
            item.unit = item.unit.as_deref().map(clean_line).filter(|unit| !unit.is_empty());
        }
    }

    /// Values `what`, `quantity` and, where it has one, `unit` are those of the first item, `more` counts the others.
    fn summary(&self) -> Summary {
        let key = match self.step {
            Step::Asked => "errand.asked",
            Step::Accepted => "errand.accepted",
            Step::Done => "errand.done",
            Step::Declined => "errand.declined",
        };
        match self.items.split_first() {
            Some((first, rest)) => {
                let summary = Summary::new(key).with("what", &first.what).with("quantity", first.quantity).with("more", rest.len());
                first.unit.iter().fold(summary, |summary, unit| summary.with("unit", unit))
            }
            None => Summary::new(key),
        }
    }

    fn names(&mut self) -> Vec<&mut EntryId> {
        self.errand.iter_mut().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(unit: Option<&str>) -> Errand {
        let items = vec![Item { what: "大米".to_owned(), quantity: 20, unit: unit.map(str::to_owned) }];
        Errand { errand: None, step: Step::Asked, items, floor: None, seal_after: None }
    }

    #[test]
    fn a_unit_is_part_of_the_summary_and_no_longer_than_a_word() {
        assert_eq!(asked(Some("斤")).summary().values.get("unit").map(String::as_str), Some("斤"));
        assert_eq!(asked(None).summary().values.get("unit"), None);
        for (unit, valid) in [
            ("斤", Ok(())),
            (&"😀".repeat(20), Ok(())),
            (&"x".repeat(21), Err(BadContent::TooLong { field: "unit", limit: 20 })),
            (" ", Err(BadContent::Empty { field: "unit" })),
        ] {
            assert_eq!(asked(Some(unit)).validate(), valid, "{unit}");
        }
    }

    #[test]
    fn typed_things_and_units_are_one_line_without_marks() {
        let mut errand = asked(Some("\u{200b}"));
        errand.items[0].what = " rice\n\u{202e}bag ".to_owned();
        errand.clean();
        assert_eq!((errand.items[0].what.as_str(), errand.items[0].unit.as_deref()), ("rice bag", None));
    }
}
