//! A browser as far as the server can see one: a cookie, a few headers, and an address it asks from.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
};
use daylog_server::router;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::District;

#[derive(Clone)]
pub struct Page {
    pub router: Router,
    pub cookie: Option<String>,
}

impl Page {
    pub fn new(district: &District) -> Self {
        Self::from(district, ([127, 0, 0, 1], 1).into())
    }

    pub fn from(district: &District, address: SocketAddr) -> Self {
        Page { router: router::router(district.server.clone()).layer(MockConnectInfo(address)), cookie: None }
    }

    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body.into())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        // A stream of events has no end; what it says first is nothing.
        let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let bytes = if is_stream { Vec::new() } else { body.collect().await.unwrap().to_bytes().to_vec() };
        (parts.status, parts.headers, bytes)
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let (status, _, body) = self.ask("GET", path, &[], "").await;
        (status.as_u16(), serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub async fn sign_in(&mut self, name: &str, password: &str) -> (u16, Value) {
        let body = json!({"name": name, "password": password}).to_string();
        let headers = [("x-daylog", "1"), ("content-type", "application/json")];
        let (status, headers, body) = self.ask("POST", "/api/v1/session", &headers, body).await;
        if let Some(cookie) = headers.get(header::SET_COOKIE) {
            self.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        (status.as_u16(), serde_json::from_slice(&body).unwrap())
    }
}
