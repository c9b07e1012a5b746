//! What a person does: account, saving, amending, syncing. Each action checks, writes once, tells who listens, and answers.

mod account;
mod amend;
mod fields;
mod save;
pub(crate) mod sync;
