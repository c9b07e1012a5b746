//! api
pub mod types;
