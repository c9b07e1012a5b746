//! A browser over TLS, as far as these tests need one: it trusts the district's authority, signs in, and sends whatever it is told.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::json;

pub struct Browser {
    config: Arc<ClientConfig>,
    port: u16,
    cookie: Option<String>,
}

impl Browser {
    pub fn new(authority: &Path, port: u16) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Browser { config: Arc::new(config), port, cookie: None }
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        self.ask("GET", path, &[], "")
    }

    /// Status and body.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        self.send(method, path, headers, body.as_bytes())
    }

    /// The same with a body that is no text.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
        let (status, _, body) = self.exchange(method, path, headers, body);
        (status, body)
    }

    pub fn sign_in(&mut self, name: &str, password: &str) -> (u16, String) {
        let body = json!({"name": name, "password": password}).to_string();
        let headers = [("content-type", "application/json"), ("x-daylog", "1")];
        let (status, head, body) = self.exchange("POST", "/api/v1/session", &headers, body.as_bytes());
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        self.cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned).or(self.cookie.take());
        (status, body)
    }

    pub fn token(&self) -> Option<&str> {
        self.cookie.as_deref()?.split_once('=').map(|(_, token)| token)
    }

    fn exchange(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String, String) {
        let name = ServerName::try_from("127.0.0.1".to_owned()).unwrap();
        let tcp = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let mut stream = StreamOwned::new(ClientConnection::new(self.config.clone(), name).unwrap(), tcp);
        let cookie = self.cookie.iter().map(|cookie| ("cookie", cookie.as_str()));
        let headers: String = headers.iter().copied().chain(cookie).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nhost: server\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n");
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), head.to_owned(), body.to_owned())
    }
}
