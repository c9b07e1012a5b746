//! PostgreSQL: each district is a schema of a database that others keep. A few connections, sessions on them.
//!
//! The clients are asynchronous, storage is not: a small runtime of the driver's own carries the connections.

mod address;
mod connect;
mod database;
mod listener;
mod maker;
mod pooler;
mod schema;
mod tls;

pub use address::{Address, AddressProblem};
pub(crate) use database::Database;
