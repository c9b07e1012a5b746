//! Who may look at the dashboard: passwords, sessions, and slowing down whoever guesses.

pub mod limits;
pub mod password;
