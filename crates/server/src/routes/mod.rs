//! The routes: `/sync` and `/enrol` for devices, `/api/v1` for the dashboard, everything else its files.

mod body;
mod devices;
pub mod district;
mod files;
mod headers;
pub mod problem;
pub mod session;
mod trace;

use axum::{
    Json, Router,
    extract::State,
    middleware,
    routing::{get, post},
};
use serde::Serialize;

use crate::{
    state::Server,
    storage::sqlite::{Database, feed},
};

/// Everything that the server answers.
pub fn router(server: Server) -> Router {
    Router::new()
        .route("/sync", post(devices::sync))
        .route("/enrol", post(devices::enrol))
        .route("/healthz", get(healthz))
        .nest("/api/v1", district::router(server.clone()))
        .fallback(files::serve)
        .layer(middleware::from_fn(headers::secure))
        .layer(middleware::from_fn(trace::request))
        .with_state(server)
}

#[derive(Serialize)]
struct Health {
    healthy: bool,
    version: &'static str,
}

/// Healthy when the database answers a read.
async fn healthz(State(server): State<Server>) -> (axum::http::StatusCode, Json<Health>) {
    let answered = server.blocking(|server| reads(&server.database)).await.unwrap_or(false);
    let status = if answered { axum::http::StatusCode::OK } else { axum::http::StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health { healthy: answered, version: env!("CARGO_PKG_VERSION") }))
}

fn reads(database: &Database) -> bool {
    database.read(feed::changes).is_ok()
}
