//! `POST /sync` and `POST /enrol`: CBOR from devices. A body is read within bounds; what it says is judged elsewhere.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::header::CONTENT_TYPE as CONTENT_TYPE_HEADER,
    response::{IntoResponse, Response},
};
use daylog_wire::{CONTENT_TYPE, MESSAGE_LIMIT, enrol::EnrolRequest, message::SignedRequest};

use super::{body, problem::Refusal};
use crate::{enrolment, state::Server, sync};

const ENROL_LIMIT: usize = 16 * 1024;

pub(super) async fn sync(State(server): State<Server>, body: Body) -> Result<Response, Refusal> {
    let _permit = server.bodies.try_acquire().map_err(|_| Refusal::Busy)?;
    let bytes = body::read(body, MESSAGE_LIMIT).await?;
    let answer = server
        .blocking(move |server| {
            let signed = SignedRequest::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            sync::answer(server, &signed)
        })
        .await??;
    server.wrote();
    Ok(([(CONTENT_TYPE_HEADER, CONTENT_TYPE)], answer.to_bytes()).into_response())
}

pub(super) async fn enrol(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Body,
) -> Result<Response, Refusal> {
    let bytes = body::read(body, ENROL_LIMIT).await?;
    let answer = server
        .blocking(move |server| {
            let request = EnrolRequest::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            enrolment::answer(server, &request, peer.ip()).map_err(Refusal::from)
        })
        .await??;
    server.wrote();
    Ok(([(CONTENT_TYPE_HEADER, CONTENT_TYPE)], answer.to_bytes()).into_response())
}
