//! The built UI from a folder; a path without a file is a page of the app and gets its index.

use std::path::{Component, Path};

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

pub(crate) async fn serve(folder: &Path, path: &str) -> Response {
    let relative = Path::new(path.trim_start_matches('/'));
    let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let asked = folder.join(relative);
    let file = if is_inside && asked.is_file() { asked } else { folder.join("index.html") };
    match tokio::fs::read(&file).await {
        Ok(bytes) => {
            let kind = mime_guess::from_path(&file).first_or_octet_stream();
            ([(header::CONTENT_TYPE, kind.as_ref().to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())], bytes).into_response()
        }
        Err(_) => (StatusCode::NOT_FOUND, "the phone UI is not built: npm run build in ui/").into_response(),
    }
}
