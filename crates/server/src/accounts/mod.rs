//! Who may look at the dashboard: known browsers, slowing down whoever guesses, the code for a phone, and what is recorded of it.

pub mod admission;
pub mod browser;
pub mod limits;
pub mod qr;
pub mod recorder;
pub mod tries;
