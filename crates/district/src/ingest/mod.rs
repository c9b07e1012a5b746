//! Taking in what a device pushes: opened without the lock, decided purely, kept in one transaction that is on disk before the answer.

pub mod checkpoints;
pub mod decide;
pub mod envelopes;
mod group;
mod keep;
mod opened;
mod outcome;
mod prepared;
pub mod project;
mod push;
mod queue;
mod take;

pub use outcome::{PushOutcome, Pushed};
pub use prepared::Push;
pub use push::{PushError, Pushes};
pub use queue::Abandoned;
