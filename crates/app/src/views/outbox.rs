//! The outbox: what waits, what was refused, what was received today.

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
    /// Code of the reason, where it was refused.
    pub reason: Option<String>,
}
