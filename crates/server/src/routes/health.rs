//! `/healthz`: whether the server can read and write, and what is known of backups, clock and room.

use axum::{Json, extract::State};
use daylog_district::types::Room;
use daylog_storage::backups;
use serde::Serialize;

use crate::state::Server;

#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    healthy: bool,
    version: &'static str,
    backup: Option<BackupHealth>,
    clock: ClockHealth,
    room: RoomHealth,
}

/// What the clock shows, in milliseconds since 1970, and how far it is behind by what is known: none where it is not in doubt,
/// negative where it is ahead. Devices sync with any clock, so a doubt makes nobody unhealthy; somebody must set it right.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ClockHealth {
    now: i64,
    behind_seconds: Option<i64>,
}

/// How much room the disks have; `full` where nothing can be written, and then the server is not healthy.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RoomHealth {
    district: Room,
    free_bytes: Option<u64>,
    /// Of the folder that this server makes backups into, if it makes some.
    backups: Option<Room>,
    backups_free_bytes: Option<u64>,
}

/// When the last verified backup was begun, in milliseconds since 1970, and why the last try failed if it did.
#[derive(Serialize, utoipa::ToSchema)]
pub struct BackupHealth {
    verified_at: Option<i64>,
    failure: Option<String>,
}

/// Healthy when the database answers a read and something can be written.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "It is well.", body = Health), (status = 503, description = "It is not.", body = Health)))]
pub async fn healthz(State(server): State<Server>) -> (axum::http::StatusCode, Json<Health>) {
    let time = server.time();
    let clock = ClockHealth { now: time.now.0, behind_seconds: time.doubt.map(|doubt| doubt.behind_ms / 1000) };
    let read = server.blocking(|server| server.database.read(backups::state)).await;
    let backup = read.ok().and_then(Result::ok).map(|state| BackupHealth {
        verified_at: state.verified.map(|(at, _, _)| at.0),
        failure: state.last.and_then(|(_, failure)| failure),
    });
    let seen = server.blocking(|server| server.room.look(&server.database)).await.unwrap_or_default();
    let room = RoomHealth {
        district: seen.district,
        free_bytes: seen.free_bytes,
        backups: seen.backups.map(|backups| backups.room),
        backups_free_bytes: seen.backups.and_then(|backups| backups.free_bytes),
    };
    let healthy = backup.is_some() && seen.district != Room::Full;
    let status = if healthy { axum::http::StatusCode::OK } else { axum::http::StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health { healthy, version: env!("CARGO_PKG_VERSION"), backup, clock, room }))
}
