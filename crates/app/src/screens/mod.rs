//! Builds what the screens are given, from the record and the rules. Writes nothing.

pub(crate) mod clock;
mod device;
mod diary;
pub(crate) mod due;
mod household;
pub(crate) mod line;
mod me;
mod outbox;
