//! What `account` says when something is to be fixed.

use daylog_domain::text::shown;

use super::{CommandError, command, shown_list};
use crate::cli::arguments::quoted;

impl CommandError {
    pub fn no_community(what: &'static str, name: &str, known: &[String]) -> Self {
        CommandError::new(
            what,
            format!("no community is called {}; known are:\n    {}", shown(name), shown_list(known)),
            "Write one of them, or import the roster first.",
        )
    }

    pub fn no_street(what: &'static str, name: &str, known: &[String]) -> Self {
        CommandError::new(
            what,
            format!("no street is called {}; known are:\n    {}", shown(name), shown_list(known)),
            "Write one of them, or import the roster first.",
        )
    }

    pub fn account_exists(name: &str) -> Self {
        CommandError::new(
            "No account was made.",
            format!("an account is called {} already", shown(name)),
            format!("Use another name, or {} for a new password.", command(&format!("account reset {}", quoted(name)))),
        )
    }

    pub fn no_account(what: &str, name: &str) -> Self {
        CommandError::new(
            what,
            format!("no account is called {}", shown(name)),
            format!("Check the name among those of {}.", command("account list")),
        )
    }

    pub fn role_held(name: &str) -> Self {
        CommandError::new(
            "Nothing was changed.",
            format!("{} holds this role already", shown(name)),
            format!("Look at its roles with {}.", command("account list")),
        )
    }

    pub fn no_role(name: &str, role: &str) -> Self {
        CommandError::new(
            "Nothing was changed.",
            format!("{} does not hold the role {role} there", shown(name)),
            format!("Look at its roles with {}.", command("account list")),
        )
    }

    pub fn last_account(what: &str, name: &str) -> Self {
        CommandError::new(
            what,
            format!("{} is the only account with the role district", shown(name)),
            format!("Make another one with {} first.", command("account add NAME --role district")),
        )
    }
}
