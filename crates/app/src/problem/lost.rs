//! What became of a record that cannot be opened any more, as problems and views name it.

use serde::Serialize;
use ts_rs::TS;

/// What became of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    Missing,
    /// Its file has no bytes.
    Empty,
    /// Only the write-ahead log is left.
    OnlyLog,
    /// It was damaged, and lies beside under another name.
    Quarantined,
    /// It is there, and the file of its key is not or cannot be read.
    WithoutKey,
    /// Nobody can say: the folder cannot be looked into.
    FolderUnreadable,
}
