//! One trace line and one count for each request: route, status and time. Never a query, a body, a name, a reading or a secret.

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

use crate::state::Server;

pub(crate) async fn request(State(server): State<Server>, request: Request, next: Next) -> Response {
    let method = known(request.method());
    // The pattern, not the path: a path may hold an identity.
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "files".to_owned(), |path| path.as_str().to_owned());
    let begun = std::time::Instant::now();
    let response = next.run(request).await;
    let took = begun.elapsed();
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    server.metrics.request(&route, method, status, took);
    tracing::info!(method, route, status, millis, "request");
    response
}

/// A method is whatever word the request begins with: only known ones are repeated.
fn known(method: &Method) -> &'static str {
    ["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"].into_iter().find(|known| method == known).unwrap_or("other")
}
