//! The district server: takes in what devices signed, gives each device what it may see, and shows the district its coverage.
//!
//! Time enters through `clock`; SQL lives in `storage`; what is decided (`ingest::decide`, `roster::parse`) is pure.
//! It knows nothing of devices' screens or stores.

pub mod accounts;
pub mod api;
pub mod backup;
pub mod ca_rotation;
pub mod certificates;
pub mod cli;
pub mod clock;
pub mod deliveries;
pub mod directory;
pub mod enrolment;
pub mod epoch;
pub mod folder;
pub mod ingest;
pub mod keys;
pub mod kit;
pub mod listening;
pub mod metrics;
mod occupied;
pub mod pull;
pub mod purge;
pub mod random;
pub mod rebuild;
pub mod restore;
pub mod revocation;
pub mod room;
pub mod roster;
pub mod routes;
pub mod setup;
mod staging;
pub mod state;
pub mod sync;
pub mod verify;
pub mod views;
