//! What nobody read of a request's body is read and thrown away after the answer, within bounds: somebody who is still sending
//! when a connection closes loses the answer, and never hears that the body was too large.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures_util::{Stream, StreamExt};

use crate::state::Server;

/// More than twice what any route takes. Whoever sends more loses the answer.
const MOST_BYTES: usize = 40 * 1024 * 1024;
const WHOLE: Duration = Duration::from_secs(30);
/// Between two pieces.
const IDLE: Duration = Duration::from_secs(5);

/// Lets a request through, and then reads what is left of it.
pub(crate) async fn unread(State(server): State<Server>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(head, body)).await;
    }
    let shared = Shared(Arc::new(Mutex::new(Some(body.into_data_stream()))));
    let response = next.run(Request::from_parts(head, Body::from_stream(shared.clone()))).await;
    let left = shared.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Where too many are read already, the connection closes as it would.
    if let (Some(left), Ok(permit)) = (left, server.drains.clone().try_acquire_owned()) {
        tokio::spawn(async move {
            let _drained = tokio::time::timeout(WHOLE, drain(left)).await;
            drop(permit);
        });
    }
    response
}

async fn drain(mut left: BodyDataStream) {
    let mut read = 0;
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(IDLE, left.next()).await {
        read += chunk.len();
        if read > MOST_BYTES {
            return;
        }
    }
}

/// A body that the handler reads, and that stays when the handler lets go of it. Gone when it was read to its end.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<BodyDataStream>>>);

impl Stream for Shared {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(stream) = body.as_mut() else { return Poll::Ready(None) };
        let polled = stream.poll_next_unpin(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            *body = None;
        }
        polled
    }
}
