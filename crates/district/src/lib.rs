//! What a district does: takes in what devices signed, gives each device what it may see, shows coverage, purges, enrols.
//!
//! Use cases over storage and domain. It knows no HTTP, no files and no terminal; time comes from a clock that it is given.
//! What is decided (`ingest::decide`, `roster::parse`, `roster::decide`) is pure.

pub mod accounts;
pub mod acts;
mod assignment_history;
pub mod clock;
mod days;
pub mod deliveries;
pub mod devices;
pub mod directory;
mod district;
pub mod enrolment;
pub mod epoch;
pub mod feed;
pub mod handover;
pub mod ingest;
pub mod keys;
pub mod overview_cache;
pub mod password;
pub mod profile;
pub mod purge;
pub mod quarantine;
pub mod random;
pub mod rebuild;
pub mod record;
mod refusal;
mod register;
mod resolved;
pub mod roster;
pub mod sync;
pub mod types;
pub mod undo;
pub mod views;

pub use district::{Announced, District};
pub use refusal::Refused;
