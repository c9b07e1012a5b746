//! Questions to Patroni's REST API on loopback, as a health check asks them: HTTP/1.0, one answer a connection.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(2);

/// The answer's status; none where nobody answers.
pub fn status(port: u16, path: &str) -> Option<u16> {
    ask(port, path)?.split(' ').nth(1)?.parse().ok()
}

pub fn json(port: u16, path: &str) -> Option<Value> {
    let answer = ask(port, path)?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

fn ask(port: u16, path: &str) -> Option<String> {
    let mut line = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE).ok()?;
    line.set_read_timeout(Some(PATIENCE)).ok()?;
    line.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    line.read_to_string(&mut answer).ok()?;
    Some(answer)
}
