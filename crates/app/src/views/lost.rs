//! What became of a record that cannot be opened any more, and what lies beside it.

use serde::Serialize;
use ts_rs::TS;

/// A record that was there and cannot be opened any more, and what still lies beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct LostView {
    pub lost: Lost,
    /// Own entries that lie encrypted beside it and that the district has not said it holds.
    pub encrypted: u32,
    /// Encrypted entries of others that wait here.
    pub carried: u32,
    /// Whether both are taken to the district by themselves.
    pub delivers: bool,
}

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
