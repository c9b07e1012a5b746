//! The cookies of the dashboard: reading them, setting them, and the session's token in one.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};

/// The prefix makes browsers keep the cookie to this host, this path and TLS.
pub const COOKIE: &str = "__Host-daylog";

pub(super) fn token_of(headers: &HeaderMap) -> Option<[u8; 32]> {
    let token: [u8; 32] = BASE64_URL_SAFE_NO_PAD.decode(cookie(headers, COOKIE)?).ok()?.try_into().ok()?;
    Some(hash_of(&token))
}

pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

pub(super) fn hash_of(token: &[u8; 32]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token).as_ref());
    hash
}

pub(super) fn set_cookies(cookies: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for cookie in cookies {
        let (pair, age) = cookie.split_once("; ").unwrap_or((cookie, ""));
        if let Ok(value) = HeaderValue::from_str(&format!("{pair}; Path=/; {age}; HttpOnly; Secure; SameSite=Strict")) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    headers
}
