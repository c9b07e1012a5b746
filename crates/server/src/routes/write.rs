//! What a write of the dashboard must carry, so that no other site can make a signed-in browser send one.
//! The session's cookie is kept from other sites already (`SameSite=Strict`); this holds where a browser knows less, and
//! against other services of the same host, which count as the same site.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, Uri, header, request::Parts},
};

use super::problem::Refusal;
use crate::state::Server;

/// Another site cannot send this without asking first, and is never allowed to.
const OWN: &str = "x-daylog";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A write that this server's own page sent, or a program that is no browser.
pub struct Write;

impl FromRequestParts<Server> for Write {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _server: &Server) -> Result<Self, Refusal> {
        check(&parts.headers, &parts.uri)
    }
}

pub(super) fn check(headers: &HeaderMap, uri: &Uri) -> Result<Write, Refusal> {
    if headers.get(OWN).is_none_or(|value| value != "1") {
        return Err(Refusal::HeaderMissing);
    }
    // Browsers that know it say where the request began; `none` is a person at the address bar.
    let is_own_site = headers.get(FETCH_SITE).is_none_or(|site| site == "same-origin" || site == "none");
    let is_own_origin = headers.get(header::ORIGIN).is_none_or(|origin| {
        let host = uri.authority().map(|authority| authority.as_str()).or_else(|| headers.get(header::HOST)?.to_str().ok());
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("https://"));
        matches!((origin, host), (Some(origin), Some(host)) if origin.eq_ignore_ascii_case(host))
    });
    if is_own_site && is_own_origin { Ok(Write) } else { Err(Refusal::ForeignOrigin) }
}

/// Refuses a body that says it is something else. A form of another site cannot say that it is JSON.
pub(super) fn check_kind(headers: &HeaderMap, wanted: &str) -> Result<(), Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(Refusal::WrongType) }
}
