//! Everything a person can do on a device, without any shell: actions, views, events, problems, and the ports to the device.
//!
//! Knows no window system, no terminal and no browser. Shells call `App`'s methods or, by name, `commands::call`.

mod actions;
mod app;
mod boot;
mod carried;
pub mod clock;
pub mod commands;
mod damaged;
mod envelopes;
mod events;
mod files;
mod local_text;
mod lost;
pub mod ports;
mod preferences;
mod problem;
mod profile;
mod syncing;
pub mod views;
mod worker;

pub use actions::{idempotency::SaveOptions, sign_out::Rescuing, sync::SyncReport};
pub use app::{App, Ports};
pub use events::Changed;
pub use preferences::Preferences;
pub use problem::{Lost, Problem, ProblemCode, ProblemValues};
pub use syncing::DeliveryReport;
