//! What `user` says when something is to be fixed.

use daylog_domain::text::shown;

use super::{CommandError, command, shown_list};
use crate::cli::arguments::quoted;

impl CommandError {
    pub fn no_community(name: &str, known: &[String]) -> Self {
        CommandError::new(
            "No account was made.",
            format!("no community is called {}; known are:\n    {}", shown(name), shown_list(known)),
            "Write one of them, or import the roster first.",
        )
    }

    pub fn account_exists(name: &str) -> Self {
        CommandError::new(
            "No account was made.",
            format!("an account is called {} already", shown(name)),
            format!("Use another name, or {} for a new password.", command(&format!("user reset {}", quoted(name)))),
        )
    }

    pub fn no_account(what: &str, name: &str) -> Self {
        CommandError::new(
            what,
            format!("no account is called {}", shown(name)),
            format!("Check the name among those of {}.", command("user list")),
        )
    }

    pub fn last_account(name: &str) -> Self {
        CommandError::new(
            "No account was removed.",
            format!("{} is the only account with the role district", shown(name)),
            format!("Make another one with {} first.", command("user add NAME --role district")),
        )
    }
}
