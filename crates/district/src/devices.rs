//! Looking through devices, revoking one, and confirming that one is lost, each as far as the table of access lets somebody.

use std::collections::HashMap;

use daylog_domain::{
    access::{Resource, Scope},
    places::Place,
    text::clean_line,
    time::Instant,
};
use daylog_storage::{
    Database, StorageError, Write, audit,
    device_list::{self, ListedDevice},
    devices,
    feed::Feed,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

const PROGRAM_CHARS: usize = 64;

/// Who does something to a device, and where the table of access lets them.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    pub scope: Scope,
    /// As the audit names them.
    pub name: &'a str,
}

impl Actor<'static> {
    /// A command on the server itself.
    pub const COMMAND: Self = Actor { scope: Scope::Place(Place::District), name: audit::COMMAND };
}

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

/// What is kept of the name that a device's program gives itself: a line, and not all of one that is very long. It is text from
/// outside, and a database may refuse what can stand in one.
#[must_use]
pub fn program_name(told: &str) -> String {
    let told: String = told.chars().take(PROGRAM_CHARS).collect();
    clean_line(&told)
}

/// Every device in scope that was ever enrolled. One lies wherever its cadre looks after a household now.
pub fn list(database: &Database, scope: Scope, now: Instant) -> Result<Vec<ListedDevice>, StorageError> {
    database.read(|db| {
        let places: HashMap<_, _> = device_list::all_places(db, now)?;
        let is_in = |device: &ListedDevice| is_in(scope, places.get(&device.id).map_or(&[], Vec::as_slice));
        Ok(device_list::all(db)?.into_iter().filter(is_in).collect())
    })
}

fn is_in(scope: Scope, places: &[Place]) -> bool {
    scope.covers(Resource { places, ..Resource::NONE })
}

/// Revokes a device for good: it syncs no more and holds no coverage back. Its records stay. None when there is no such device
/// in the actor's scope.
pub fn revoke(database: &Database, device: i64, reason: Reason, by: Actor<'_>, now: Instant) -> Result<Option<ListedDevice>, StorageError> {
    change(database, device, by.scope, now, |db| {
        devices::revoke(db, device, now)?;
        device_list::set_reason(db, device, reason.code())?;
        audit::insert(db, now, by.name, "device_revoked", &format!("device {device}, {}", reason.code()))
    })
}

/// Confirms that a device is lost: it holds no coverage back until it reports again. It may still sync when it is found.
pub fn confirm_lost(database: &Database, device: i64, by: Actor<'_>, now: Instant) -> Result<Option<ListedDevice>, StorageError> {
    change(database, device, by.scope, now, |db| {
        device_list::set_lost(db, device, now)?;
        audit::insert(db, now, by.name, "device_lost", &format!("device {device}"))
    })
}

fn change(
    database: &Database,
    device: i64,
    scope: Scope,
    now: Instant,
    work: impl Fn(&Write<'_>) -> Result<(), StorageError>,
) -> Result<Option<ListedDevice>, StorageError> {
    database.write(|db| {
        if device_list::one(db, device)?.is_none() || !is_in(scope, &device_list::places(db, device, now)?) {
            return Ok(None);
        }
        work(db)?;
        let mut feed = Feed::begin(db)?;
        feed.devices_changed();
        feed.finish(db)?;
        device_list::one(db, device)
    })
}
