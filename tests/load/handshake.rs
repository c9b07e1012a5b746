//! TLS handshakes with a server, without a request behind them: whether one was resumed, and how long it took.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, crypto::ring, pki_types::CertificateDer};

/// One client: it keeps what the server gives it for the next time.
pub struct Handshakes {
    config: Arc<ClientConfig>,
    port: u16,
}

impl Handshakes {
    #[must_use]
    pub fn with(port: u16, authority: &[u8]) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.to_vec())).unwrap();
        let builder =
            ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
        Handshakes { config: Arc::new(builder.with_root_certificates(roots).with_no_client_auth()), port }
    }
}

/// Opens a connection, asks whether the server is well so that everything it has to say of the session comes, and closes it.
pub fn handshake(client: &Handshakes) -> (HandshakeKind, Duration) {
    let started = Instant::now();
    let mut socket = TcpStream::connect(("127.0.0.1", client.port)).unwrap();
    let mut tls = ClientConnection::new(client.config.clone(), "127.0.0.1".try_into().unwrap()).unwrap();
    while tls.is_handshaking() {
        tls.complete_io(&mut socket).unwrap();
    }
    let took = started.elapsed();
    let mut stream = rustls::Stream::new(&mut tls, &mut socket);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    (tls.handshake_kind().unwrap(), took)
}
