//! What the screens are given: one type per screen, complete and in order, so that no face computes a rule; `build` fills them.
//! Every type goes to TypeScript by `cargo xtask codegen`.

pub mod account;
pub(crate) mod build;
pub mod clock;
pub mod device;
pub mod diary;
pub mod draft;
pub mod due;
pub mod household;
pub mod lost;
pub mod outbox;
pub mod recovery;
pub mod rescue;
