//! `POST /sync`, `POST /deliver` and `POST /enrol`: CBOR from devices. A body is read within bounds; what it says is judged elsewhere.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, header::CONTENT_TYPE as CONTENT_TYPE_HEADER},
    response::{IntoResponse, Response},
};
use daylog_wire::{CONTENT_TYPE, MESSAGE_LIMIT, delivery::SignedDelivery, enrol::EnrolRequest, message::SignedRequest};

use super::{body, problem::Refusal};
use crate::{deliveries, enrolment, state::Server, sync};

const ENROL_LIMIT: usize = 16 * 1024;

pub(super) async fn sync(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (_place, bytes) = body::hold(&server, (peer, &headers, CONTENT_TYPE), body, (MESSAGE_LIMIT, body::LONG)).await?;
    let answer = server
        .blocking(move |server| {
            let signed = SignedRequest::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            sync::answer(server, &signed)
        })
        .await??;
    server.metrics.verdict(sync::verdict_code(&answer.verdict));
    Ok(answered(&server, answer.to_bytes()))
}

/// Envelopes from a courier, while the record that they come from is closed.
pub(super) async fn deliver(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (_place, bytes) = body::hold(&server, (peer, &headers, CONTENT_TYPE), body, (MESSAGE_LIMIT, body::LONG)).await?;
    let answer = server
        .blocking(move |server| {
            let signed = SignedDelivery::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            deliveries::answer(server, &signed)
        })
        .await??;
    Ok(answered(&server, answer.to_bytes()))
}

pub(super) async fn enrol(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (_place, bytes) = body::hold(&server, (peer, &headers, CONTENT_TYPE), body, (ENROL_LIMIT, body::SHORT)).await?;
    let answer = server
        .blocking(move |server| {
            let request = EnrolRequest::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            enrolment::answer(server, &request, peer.ip()).map_err(Refusal::from)
        })
        .await??;
    Ok(answered(&server, answer.to_bytes()))
}

/// The server wrote, whatever it answers: pages hear of it.
fn answered(server: &Server, bytes: Vec<u8>) -> Response {
    server.wrote();
    ([(CONTENT_TYPE_HEADER, CONTENT_TYPE)], bytes).into_response()
}
