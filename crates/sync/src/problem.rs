//! What an answer of the server says that a person must know.

use daylog_wire::refusal::{PieceRefusal, Told};

/// What an answer says that a person must know. Everything stays saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The server takes this log amiss, and a new one as well.
    Refused(Moved),
    UpdateNeeded,
    Revoked,
    /// A receipt that does not fit this log, or is not signed by the district.
    WrongReceipt,
    /// The page cannot be read here. What the server said of this device's own log counts all the same.
    UnreadablePage,
    /// The server's history does not go on from what it signed earlier. The earlier checkpoint is kept and shown again.
    WrongCheckpoint,
}

/// Why the server took a log amiss, so that what it does not share moved to the open one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// The log was written on by a copy of this device.
    Copied,
    Refused(Told<PieceRefusal>),
}
