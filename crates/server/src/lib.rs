//! The district server: routes over what a district does, sessions, metrics, and the `daylog-server` commands.
//!
//! Thin: a route reads, calls one use case, and answers. What a district does is in `daylog-district`, its folder and backups in
//! `daylog-backup`, what is stored in `daylog-storage`.

pub mod accounts;
pub mod api;
pub mod backup_plan;
pub mod cli;
pub mod clock;
pub mod enrolment;
pub mod listening;
pub mod metrics;
mod occupied;
pub mod openapi;
pub mod permits;
pub mod proxies;
pub mod router;
pub mod routes;
pub mod state;
