//! Taking in what a device pushes: opened without the lock, decided purely, kept in one transaction that is on disk before the answer.

pub mod decide;
pub mod envelopes;
mod keep;
mod opened;
pub mod project;
pub mod push;
pub mod standing;

pub use push::{Outcome, Pushed, push};
