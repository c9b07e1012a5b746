//! Errands on the command line: a fresh one, or the next step of one.

use clap::Args;
use daylog_domain::{
    entries::{
        Content,
        errand::{Errand, Item, SealAfter, Step},
    },
    ids::EntryId,
};

use super::{
    flags::{KindFlags, KindWords, Said},
    typed::{named, typed_count, typed_floor},
};
use crate::failure::Failure;

/// What the help says of it.
pub const ABOUT: &str = "What a resident asks for, up to done";

#[derive(Debug, Args)]
#[group(skip)]
pub struct Flags {
    /// What is wanted: beer, groceries, parcel, medicine, waste, or own words; may be given more than once
    #[arg(long)]
    what: Vec<String>,
    /// How many, one for each --what in turn; 1 when left out
    #[arg(long, value_parser = typed_count)]
    quantity: Vec<u32>,
    /// The unit of each --quantity in turn, such as jin
    #[arg(long)]
    unit: Vec<String>,
    /// How far it has come; a fresh one is asked
    #[arg(long, value_parser = named::<Step>(&["asked", "accepted", "done", "declined"]))]
    step: Option<Step>,
    /// The entry that opened the errand, when this is a further step of it
    #[arg(long, requires = "step", value_name = "ENTRY")]
    errand: Option<EntryId>,
    /// Carried up to this floor
    #[arg(long, value_parser = typed_floor)]
    floor: Option<u8>,
    /// What became of the door's seal
    #[arg(long, value_parser = named::<SealAfter>(&["untouched", "resealed"]))]
    seal_after: Option<SealAfter>,
}

impl Flags {
    fn items(&self) -> Result<Vec<Item>, Failure> {
        if self.quantity.len() > self.what.len() || self.unit.len() > self.what.len() {
            return Err(Failure::usage("each --quantity and --unit belongs to a --what"));
        }
        let items = self.what.iter().enumerate().map(|(place, what)| Item {
            what: what.clone(),
            quantity: self.quantity.get(place).copied().unwrap_or(1),
            unit: self.unit.get(place).cloned(),
        });
        Ok(items.collect())
    }
}

impl KindFlags for Flags {
    fn is_empty(&self) -> bool {
        let said = self.what.len() + self.quantity.len() + self.unit.len();
        said == 0 && self.step.is_none() && self.errand.is_none() && self.floor.is_none() && self.seal_after.is_none()
    }

    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure> {
        let previous = match previous {
            Some(Content::Errand(errand)) => errand.clone(),
            _ => Errand { errand: None, step: Step::Asked, items: Vec::new(), floor: None, seal_after: None },
        };
        let typed = self.items()?;
        let errand = Errand {
            errand: self.errand.or(previous.errand),
            step: self.step.unwrap_or(previous.step),
            items: if typed.is_empty() { previous.items } else { typed },
            floor: self.floor.or(previous.floor),
            seal_after: self.seal_after.or(previous.seal_after),
        };
        if errand.errand.is_none() && errand.items.is_empty() {
            return Err(Failure::usage("--what is needed, or --errand and --step for a further step"));
        }
        Ok(Content::Errand(errand))
    }

    fn belongs_to(&self) -> Option<EntryId> {
        self.errand
    }
}

impl KindWords for Flags {
    const SUMMARIES: Said = &[
        ("errand.asked", "Asked for"),
        ("errand.accepted", "Errand accepted"),
        ("errand.done", "Errand done"),
        ("errand.declined", "Errand declined"),
    ];

    /// What the first thing is, and how many more.
    fn behind(value: &dyn Fn(&str) -> Option<String>) -> String {
        let (Some(what), Some(quantity)) = (value("what"), value("quantity")) else { return String::new() };
        let more = value("more").filter(|more| more != "0").map(|more| format!(" and {more} more")).unwrap_or_default();
        match value("unit") {
            Some(unit) => format!(": {quantity} {unit} of {what}{more}"),
            None => format!(": {quantity} × {what}{more}"),
        }
    }
}
