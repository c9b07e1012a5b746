//! SQLite with SQLCipher: one encrypted file, one writer, a few readers.

pub mod copy;
mod database;
pub mod key;
pub mod open;
pub mod snapshot;
mod vacuum;

pub(crate) use database::Database;
