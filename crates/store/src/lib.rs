//! The device's encrypted SQLite file: opening it, the append-only log, what came down, and what screens read from both.
//!
//! All SQL of the device lives here. Knows no network, no screens and no clock; random bytes enter through `Random`.

mod answer;
mod append;
mod attempts_file;
mod connection;
mod copy;
pub mod delivery_key;
mod encryptor;
pub mod envelopes;
mod error;
mod files;
pub mod key_file;
mod log_generation;
mod migrations;
mod open;
mod orphans;
pub mod pin;
pub mod platform;
mod projection;
mod purge;
mod rebuild;
mod recovery;
mod store;
mod table;
mod without_room;

pub use answer::{Answer, Applied};
pub use append::Beside;
pub use error::StoreError;
pub use migrations::{STEPS, Steps};
pub use open::DAMAGED;
pub use store::Store;
pub use table::{
    device::{Device, Enrolled, NewDevice},
    entry::StoredEntry,
    household::KnownHousehold,
    line::StoredLine,
    log::{LogFacts, Refusal},
    outgoing::Outgoing,
    roster_news::RosterNews,
};

/// Where random bytes come from: the system's generator, or a seed in simulations.
pub trait Random: Send {
    /// Fills `bytes`; an error means that the system has no randomness to give, and nothing may be saved.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError>;
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), bytes).map_err(|_| StoreError::NoRandomness)
    }
}
