//! The district's database: one copy of the table functions, over sessions that read or write. All SQL of the server is here.
//!
//! What the district does with what is stored is not known here: no rule, no HTTP, no clock, no randomness but for nonces and keys.
//! Every function blocks. What differs between databases is in `drivers`.

pub mod access_record;
pub mod accounts;
pub mod answered_requests;
pub mod assignments;
pub mod audit;
pub mod backups;
pub mod cadres;
pub mod changes;
pub mod content;
mod counted;
mod database;
pub mod device_list;
pub mod devices;
pub mod district;
pub mod drivers;
pub mod entries;
pub mod entry_sets;
mod error;
pub mod feed;
mod feed_digest;
pub mod files;
pub mod forks;
pub mod gauges;
pub mod heard_requests;
pub mod households;
pub mod invites;
pub mod logs;
mod matching;
pub mod profile;
pub mod projections;
pub mod pull;
pub mod purges;
pub mod refused;
pub mod register;
mod renewal;
pub mod roster;
pub mod segments;
pub mod served;
mod server_error;
mod session;
pub mod teams;
pub mod times;
pub mod transfer;
pub mod tree;
mod values;
mod wakes;
pub mod watermark;
pub mod whole;

pub use counted::{Heard, heard, statements};
pub use database::{Database, Size};
pub use drivers::{
    postgres::{Address, AddressProblem},
    sqlite::key::DatabaseKey,
};
pub use error::{StorageCode, StorageError};
pub use server_error::{Refusal, ServerError};
pub use session::{FromValue, Read, Row, Sql, ToValue, Value, Write};
pub use values::{bytes, id, number, stored};
pub use wakes::Wakes;
