//! What a command says when something is to be fixed: what happened, why, and what to do.

use std::fmt;

/// Something that the user can fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandError {
    what: String,
    why: String,
    then: String,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  why: {}\n  what to do: {}", self.what, self.why, self.then)
    }
}

impl CommandError {
    pub fn new(what: impl Into<String>, why: impl Into<String>, then: impl Into<String>) -> Self {
        CommandError { what: what.into(), why: why.into(), then: then.into() }
    }

    /// With something more to do.
    pub fn and(self, then: &str) -> Self {
        CommandError { then: format!("{} {then}", self.then), ..self }
    }

    pub fn internal(code: &str) -> Self {
        CommandError::new("The command could not finish.", format!("internal: {code}"), "Report this code; nothing was changed.")
    }
}
