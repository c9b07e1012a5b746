//! What the district does to a device: revoking it, and confirming that it is lost. Who may do it is decided by who calls.

use daylog_domain::time::Instant;
use daylog_storage::{
    Database, StorageError, Write, audit,
    device_list::{self, ListedDevice},
    devices,
    feed::Feed,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Why a device is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Lost,
    Stolen,
    /// The cadre went back to the office.
    Left,
    /// The cadre has another one now.
    Replaced,
    Other,
}

impl Reason {
    pub const ALL: [Reason; 5] = [Reason::Lost, Reason::Stolen, Reason::Left, Reason::Replaced, Reason::Other];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Reason::Lost => "lost",
            Reason::Stolen => "stolen",
            Reason::Left => "left",
            Reason::Replaced => "replaced",
            Reason::Other => "other",
        }
    }
}

/// Revokes a device for good: it syncs no more and holds no coverage back. Its records stay. None when there is no such device;
/// `by` goes into the audit.
pub fn revoke(database: &Database, device: i64, reason: Reason, by: &str, now: Instant) -> Result<Option<ListedDevice>, StorageError> {
    change(database, device, |db| {
        devices::revoke(db, device, now)?;
        device_list::set_reason(db, device, reason.code())?;
        audit::insert(db, now, by, "device_revoked", &format!("device {device}, {}", reason.code()))
    })
}

/// Confirms that a device is lost: it holds no coverage back until it reports again. It may still sync when it is found.
pub fn confirm_lost(database: &Database, device: i64, by: &str, now: Instant) -> Result<Option<ListedDevice>, StorageError> {
    change(database, device, |db| {
        device_list::set_lost(db, device, now)?;
        audit::insert(db, now, by, "device_lost", &format!("device {device}"))
    })
}

fn change(
    database: &Database,
    device: i64,
    work: impl FnOnce(&Write<'_>) -> Result<(), StorageError>,
) -> Result<Option<ListedDevice>, StorageError> {
    database.write(|db| {
        if device_list::one(db, device)?.is_none() {
            return Ok(None);
        }
        work(db)?;
        let mut feed = Feed::begin(db)?;
        feed.devices_changed();
        feed.finish(db)?;
        device_list::one(db, device)
    })
}
