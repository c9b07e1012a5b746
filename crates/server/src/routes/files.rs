//! The dashboard's files, embedded in release builds and read from the checkout in development builds.

use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

// The folder is made by the build script where the dashboard was not built, so that the server builds without Node.
#[derive(RustEmbed)]
#[folder = "../../ui/dist/district"]
struct Files;

const START: &str = "index.html";
const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Daylog</title><p>The dashboard was not built: npm run build in ui/.";

/// A file, or the start page for the dashboard's own addresses.
pub(crate) async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { START } else { path };
    if let Some(file) = Files::get(path) {
        return answer(path, file.data.into_owned());
    }
    // What looks like a file is missing; everything else is an address inside the dashboard.
    let last = path.rsplit('/').next().unwrap_or(path);
    if path != START && (last.contains('.') || path.starts_with("api/")) {
        return super::problem::Refusal::NotFound.into_response();
    }
    match Files::get(START) {
        Some(file) => answer(START, file.data.into_owned()),
        None => (StatusCode::OK, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

fn answer(path: &str, bytes: Vec<u8>) -> Response {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = if kind.type_() == mime_guess::mime::TEXT { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    // Built files carry a hash in their names and never change; the start page must be asked for each time.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}
