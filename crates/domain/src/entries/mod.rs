//! Entries: what one is, what each kind says, and how an entry reads once it was amended.
//!
//! A kind is one folder here, its line in `registry` and the module below; CONTRIBUTING.md has the other steps.

pub mod ahead;
pub mod briefing;
pub mod contact;
pub mod correct;
pub mod errand;
pub mod history;
pub mod note;
pub mod seal;
pub mod temperature;
pub mod withdraw;

mod about;
mod bad_content;
mod changes;
mod content;
mod entry;
#[cfg(test)]
mod examples;
mod facts;
mod kind;
mod late;
mod order;
mod origin;
mod outcome;
mod registry;
mod summary;

pub use about::{About, Targets, UnknownTarget};
pub use bad_content::BadContent;
pub(crate) use bad_content::{check_filled, check_length};
pub use changes::{Change, ChangeKind, changes};
pub use content::{Content, UnknownContent};
pub use entry::{Claimed, Entry};
pub use history::{NotAmendable, is_late};
pub use kind::Kind;
pub use late::LateReason;
pub use order::{ClaimOrder, latest};
pub use origin::Origin;
pub use outcome::{Alarm, Outcome};
pub use summary::Summary;
