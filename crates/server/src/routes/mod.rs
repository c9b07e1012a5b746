//! The routes: `/sync`, `/deliver` and `/enrol` for devices, `/api/v1` for the dashboard, everything else its files.

pub mod body;
pub mod device_list;
pub mod devices;
pub mod district;
mod drain;
mod files;
mod headers;
pub mod listed;
pub mod metrics;
pub mod peer;
pub mod problem;
pub mod rescue;
pub mod session;
mod trace;
mod write;

use axum::{Json, Router, extract::State, middleware};
use daylog_district::types::Room;
use daylog_domain::access::Action;
use daylog_storage::backups;
use serde::Serialize;

use self::listed::{Route, Routes};
use crate::state::Server;

/// Everything that the server answers.
pub fn router(server: Server) -> Router {
    routes()
        .into_router()
        .method_not_allowed_fallback(|| async { problem::Refusal::WrongMethod })
        .fallback(files::serve)
        .layer(middleware::from_fn(headers::secure))
        .layer(middleware::from_fn_with_state(server.clone(), trace::request))
        .layer(middleware::from_fn_with_state(server.clone(), drain::unread))
        .layer(middleware::from_fn_with_state(server.clone(), peer::told))
        .with_state(server)
}

/// Every route beside the dashboard's files, so that a test can ask each of them as everybody.
#[must_use]
pub fn list() -> Vec<Route> {
    routes().into_list()
}

fn routes() -> Routes {
    let routes = Routes::default()
        .post("/sync", Action::Sync, devices::sync)
        .post("/enrol", Action::Enrol, devices::enrol)
        .post("/deliver", Action::HandInEnvelopes, devices::deliver)
        .get("/healthz", Action::SeePublic, healthz)
        .get("/metrics", Action::ReadMetrics, metrics::show);
    district::add(routes)
}

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
