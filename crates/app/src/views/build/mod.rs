//! How each view is built, from the record and the rules. Writes nothing.

pub(crate) mod clock;
mod device;
mod diary;
pub(crate) mod due;
mod household;
pub(crate) mod line;
mod me;
mod outbox;
