//! Who may look at the dashboard: passwords, sessions, and slowing down whoever guesses.

pub mod admission;
pub mod browser;
pub mod limits;
pub mod password;
