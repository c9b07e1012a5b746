//! The routes: `/sync`, `/deliver` and `/enrol` for devices, `/api/v1` for the dashboard, everything else its files.
//! Which path leads to which, and with which action, stands in `router`.

pub mod accounts;
pub mod act;
pub mod body;
mod cookies;
pub mod devices;
pub mod district;
pub(crate) mod drain;
pub(crate) mod files;
pub mod handover;
pub(crate) mod headers;
pub mod health;
pub mod listed;
pub mod metrics;
pub mod overdue;
pub mod own;
pub mod peer;
pub mod problem;
pub mod profile;
pub mod protocol;
pub mod quarantine;
pub mod record;
pub mod rescue;
pub mod rosters;
pub mod session;
pub(crate) mod trace;
mod write;
