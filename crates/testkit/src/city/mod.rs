//! A city to measure with: a roster, cadres with phones, and what they log day after day, made from one seed.
//!
//! What is planned and written is pure; it is taken in through the district's own use cases, over whatever database it has.
//! The clock is the caller's: it is moved from push to push. No HTTP, no files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::missing_panics_doc, reason = "a failed test shows the line")]

mod draft;
mod history;
mod names;
mod phone;
mod plan;
mod roster;
mod tasks;
mod work;

pub use history::{History, live};
pub use phone::{Phone, enrol};
pub use plan::{Cadre, Home, Person, Plan, Size};
pub use roster::{Numbers, import, roster};
