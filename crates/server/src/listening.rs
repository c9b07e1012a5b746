//! How long a connection may take to say what it wants, and how many requests one may have open.
//! Somebody who opens connections and says nothing, or a letter at a time, is cut off.

use std::time::Duration;

use axum_server::{Address, Server};

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

/// The same server, with its patience bounded.
#[must_use]
pub fn patient<A: Address, Acceptor>(mut server: Server<A, Acceptor>, patience: Patience) -> Server<A, Acceptor> {
    let builder = server.http_builder();
    builder.http1().header_read_timeout(patience.head);
    builder.http2().max_concurrent_streams(REQUESTS_AT_ONCE).keep_alive_interval(patience.alive).keep_alive_timeout(patience.alive);
    server.first_request_timeout(patience.head)
}
