//! SQLite with SQLCipher: one encrypted file, one writer, a few readers.

pub mod copy;
mod database;
mod folding;
pub mod key;
pub mod open;
pub mod snapshot;
mod vacuum;

pub use database::Database;
