//! A district in a temporary folder and devices that speak to it, without HTTP, backups or a program around it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::missing_panics_doc, reason = "a failed test shows the line")]

mod device;
mod entries;
mod founded;
mod rosters;

pub use device::Device;
pub use entries::{contact, entry, reading};
pub use founded::{Founded, enrolled, import, invite};
pub use rosters::{HEADER, NOON, community, roster, secretary, two_households};
