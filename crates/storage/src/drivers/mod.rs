//! What differs between the databases that can hold a district: opening, keys, copies, vacuuming.

pub mod sqlite;
