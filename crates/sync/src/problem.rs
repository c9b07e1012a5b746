//! What an answer of the server says that a person must know, with a stable code for screens and traces.

/// What an answer says that a person must know. Everything stays saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The server takes this log amiss, and a new one as well.
    Refused(String),
    UpdateNeeded,
    Revoked,
    /// A receipt that does not fit this log, or is not signed by the district.
    WrongReceipt,
    /// The page cannot be read here. What the server said of this device's own log counts all the same.
    UnreadablePage,
    /// The server's history does not go on from what it signed earlier. The earlier checkpoint is kept and shown again.
    WrongCheckpoint,
}

impl Problem {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Refused(_) => "log_refused",
            Problem::UpdateNeeded => "update_needed",
            Problem::Revoked => "device_revoked",
            Problem::WrongReceipt => "wrong_receipt",
            Problem::UnreadablePage => "answer_unreadable",
            Problem::WrongCheckpoint => "wrong_checkpoint",
        }
    }
}
