//! Brings a device and the server to agreement: one request that pushes and pulls, repeated until both are at rest.
//!
//! `engine` decides and is free of I/O but for the store; `run` carries its requests over a `Transport`; only `http` knows reqwest.
//! Knows no screens, and no clock: readings are taken by a function that is passed in.

mod backoff;
mod certificate;
pub mod delivery;
mod engine;
mod enrol;
mod history;
pub mod http;
mod problem;
mod receipts;
mod run;
mod step;
mod transport;

pub use backoff::Backoff;
pub use engine::{Engine, EngineError, Request};
pub use enrol::{EnrolError, ask_to_enrol};
pub use history::{DirectoryError, take_directory};
pub use problem::{Moved, Problem};
pub use run::{Outcome, SyncError, run};
pub use step::{Next, Step};
pub use transport::{Route, Transport, TransportError};
