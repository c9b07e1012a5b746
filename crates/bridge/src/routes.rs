//! One route for commands, one for events, and the UI's files. Everything but the files asks for the token.

use std::{convert::Infallible, path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use daylog_app::{App, Changed, commands};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast;
use tokio_stream::{StreamExt, wrappers::BroadcastStream};

use crate::static_files;

struct Bridge {
    app: Arc<App>,
    token: String,
    ui: PathBuf,
    changes: broadcast::Sender<Changed>,
}

pub(crate) fn router(app: Arc<App>, token: String, ui: PathBuf) -> Router {
    let (changes, _) = broadcast::channel(256);
    let teller = changes.clone();
    // Nobody listening is no error.
    app.on_change(move |changed| drop(teller.send(changed)));
    Router::new().route("/call/{command}", post(call)).route("/events", get(events)).fallback(file).with_state(Arc::new(Bridge {
        app,
        token,
        ui,
        changes,
    }))
}

async fn call(State(bridge): State<Arc<Bridge>>, Path(command): Path<String>, headers: HeaderMap, body: String) -> Response {
    // A custom header cannot be sent from another origin without asking first, and nobody answers that question here.
    if headers.get("x-daylog-token").is_none_or(|token| token.as_bytes() != bridge.token.as_bytes()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    // Half an emoji in a text is no reason to answer nothing.
    let Ok(args) = commands::arguments(if body.is_empty() { "{}" } else { &body }) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match commands::call(&bridge.app, &command, args).await {
        Ok(answer) => Json(answer).into_response(),
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response(),
    }
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

async fn events(State(bridge): State<Arc<Bridge>>, Query(given): Query<Token>) -> Response {
    if given.token != bridge.token {
        return StatusCode::FORBIDDEN.into_response();
    }
    // Who fell behind has missed changes; the next one makes the screen ask again, and that shows everything.
    let stream = BroadcastStream::new(bridge.changes.subscribe()).filter_map(Result::ok);
    let events = stream.map(|changed| Ok::<_, Infallible>(Event::default().data(json!({ "changed": changed }).to_string())));
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

async fn file(State(bridge): State<Arc<Bridge>>, uri: Uri) -> Response {
    static_files::serve(&bridge.ui, uri.path()).await
}
