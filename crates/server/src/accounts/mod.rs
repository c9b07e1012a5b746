//! Who may look at the dashboard: known browsers, and slowing down whoever guesses.

pub mod admission;
pub mod browser;
pub mod limits;
