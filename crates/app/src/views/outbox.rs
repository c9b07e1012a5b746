//! The outbox: what waits, what was refused, what was received today.

use daylog_wire::refusal::PieceRefusal;
use serde::Serialize;
use ts_rs::TS;

use super::{account::SyncView, diary::Line};

#[derive(Debug, Clone, Serialize, TS)]
pub struct OutboxView {
    pub sync: SyncView,
    pub waiting: Vec<OutboxRow>,
    pub refused: Vec<OutboxRow>,
    pub received_today: Vec<OutboxRow>,
}

/// An amendment appears as a row of its own, with the line that it acts on.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OutboxRow {
    pub line: Line,
    /// `saved`, `corrected` or `withdrawn`.
    pub change: super::diary::ChangeKind,
    pub refusal: Option<RefusalView>,
}

/// Why the district could not read an entry.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RefusalView {
    /// None where this version does not know the reason.
    pub reason: Option<PieceRefusal>,
    /// The reason as the district said it, for the technician.
    pub text: String,
}
