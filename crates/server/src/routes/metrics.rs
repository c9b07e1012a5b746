//! `GET /metrics`: numbers for a monitor that shows the token. Without a token file there is nothing here.

use axum::{
    extract::{FromRequestParts, State},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use daylog_domain::access::Viewer;
use daylog_storage::gauges;

use super::{listed::allowed, problem::Refusal};
use crate::{
    api::problem::ApiProblem,
    metrics::{self, Reader},
    state::Server,
};

const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A monitor that shows the token.
pub struct Monitor;

impl FromRequestParts<Server> for Monitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Refusal> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        match server.metrics.reader(shown) {
            Reader::Allowed => allowed(parts, Viewer::Monitor).map(|_| Monitor),
            Reader::Unknown => Err(Refusal::NotSignedIn),
            Reader::Nobody => Err(Refusal::NotFound),
        }
    }
}

/// Numbers for a monitor, as Prometheus reads them.
#[utoipa::path(get, path = "/metrics", tag = "operation", security(("monitor" = [])),
    responses(
        (status = 200, description = "Numbers, and nothing about anybody.", body = String, content_type = "text/plain; version=0.0.4; charset=utf-8"),
        (status = 401, description = "`not_signed_in`: another token", body = ApiProblem),
        (status = 404, description = "`not_found`: this server shows nobody its numbers", body = ApiProblem)))]
pub async fn show(State(server): State<Server>, _monitor: Monitor) -> Result<Response, Refusal> {
    let text = server
        .blocking(|server| {
            let time = server.time();
            let now = time.now;
            let mut gauges = server.database.read(|db| gauges::read(db, now))?;
            gauges.clock_behind_ms = time.doubt.map(|doubt| doubt.behind_ms);
            let size = server.database.size()?;
            (gauges.database_bytes, gauges.wal_bytes) = (size.bytes, size.log_bytes);
            let room = server.room.look(&server.database);
            Ok::<_, Refusal>(metrics::write(&server.metrics, &gauges, room, now))
        })
        .await??;
    Ok(([(header::CONTENT_TYPE, KIND)], text).into_response())
}
