//! This device's own standing: its log and its clock, for scripts and for whoever helps a cadre.

use daylog_domain::time::Date;
use serde::Serialize;

use super::account::SyncView;

#[derive(Debug, Clone, Serialize)]
pub struct DeviceView {
    pub cadre: String,
    pub office: String,
    pub district: String,
    pub today: Date,
    pub sync: SyncView,
    /// When the server last answered, as local time `2020-02-27T10:50:00`.
    pub last_sync: Option<String>,
    /// How far the wall clock was behind the server at the last contact, in milliseconds; negative when it ran ahead.
    pub clock_offset_ms: Option<i64>,
    /// 32 hex digits: the log that this device writes.
    pub log: String,
    /// Number of its last entry; 0 when there is none.
    pub last: u64,
    /// 64 hex digits: the hash that stands for everything up to the last entry.
    pub head: String,
    /// Up to which number the server said that it holds this log.
    pub server_has: u64,
}
