//! What can go wrong in the terminal itself. What the app says of a problem is `daylog_app::Problem`.

use std::{io::ErrorKind, net::SocketAddr, path::PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalProblem {
    /// Several fit what was typed: a line for each, made harmless.
    Ambiguous {
        typed: String,
        candidates: Vec<String>,
    },
    NoProfile {
        folder: PathBuf,
    },
    NoSuchHousehold {
        typed: String,
    },
    NoSuchResident {
        typed: String,
    },
    /// It was done, and standard output takes no word of it.
    NotShown,
    PinNeeded,
    PinsDiffer,
    RelayCannotListen {
        address: SocketAddr,
        reason: ErrorKind,
    },
}
