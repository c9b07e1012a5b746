//! What a person does: unlocking, enrolling, saving, amending, syncing. Each action checks, writes once, tells who listens, and
//! answers.

mod amend;
mod carry;
mod deliver;
mod drafts;
mod enrol;
mod errand;
mod flush;
pub(crate) mod idempotency;
mod lost;
mod recovery;
mod relay;
mod rescue;
mod save;
pub(crate) mod sign_out;
pub(crate) mod sync;
mod uncertain;
mod unlock;
