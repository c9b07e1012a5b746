//! Connections as they are taken: how long one may take to say what it wants, and how many requests one may have open.
//! Somebody who opens connections and says nothing, or a letter at a time, is cut off.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use axum_server::{
    Address, Server,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};

/// How long is waited for whom.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request, and between requests of a connection that is kept open.
    pub head: Duration,
    /// For a sign of life from who holds a connection open.
    pub alive: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { head: Duration::from_secs(30), alive: Duration::from_secs(30) }
    }
}

/// A page asks for a few things at once, a device for one.
const REQUESTS_AT_ONCE: u32 = 32;

/// A server of this listener over TLS. What it says goes out at once: otherwise the last piece of an answer waits until the one before
/// it is acknowledged, for which the other side takes 40 ms on Linux and 200 on Windows (RFC 1122, 4.2.3.2 and 4.2.3.4).
pub fn https(listener: TcpListener, tls: RustlsConfig) -> io::Result<Server<SocketAddr, RustlsAcceptor<NoDelayAcceptor>>> {
    Ok(axum_server::from_tcp_rustls(listener, tls)?.map(|tls| tls.acceptor(NoDelayAcceptor::new())))
}

/// The same server, with its patience bounded.
#[must_use]
pub fn patient<A: Address, Acceptor>(mut server: Server<A, Acceptor>, patience: Patience) -> Server<A, Acceptor> {
    let builder = server.http_builder();
    builder.http1().header_read_timeout(patience.head);
    builder.http2().max_concurrent_streams(REQUESTS_AT_ONCE).keep_alive_interval(patience.alive).keep_alive_timeout(patience.alive);
    server.first_request_timeout(patience.head)
}
