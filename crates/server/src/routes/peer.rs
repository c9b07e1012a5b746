//! Puts where a request came from in the place of its connection's address, as `proxies` says.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};

use crate::state::Server;

/// Puts the origin in the connection's place for everything behind.
pub(crate) async fn told(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(proxies) = server.proxies.get() {
        let origin = proxies.origin(peer.ip(), request.headers());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(origin, peer.port())));
    }
    next.run(request).await
}
