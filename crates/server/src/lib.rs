//! The district server.
pub mod api;
