//! What differs between the databases that can hold a district: opening, connections, keys, copies, vacuuming.

pub mod postgres;
pub mod sqlite;
