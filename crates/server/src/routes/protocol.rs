//! `POST /sync`, `POST /deliver` and `POST /enrol`: CBOR from devices. A body is read within bounds; what it says is judged elsewhere.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, header::CONTENT_TYPE as CONTENT_TYPE_HEADER},
    response::{IntoResponse, Response},
};
use daylog_district::{deliveries, sync};
use daylog_wire::{CONTENT_TYPE, MESSAGE_LIMIT, Unreadable, delivery::SignedDelivery, enrol::EnrolRequest, message::SignedRequest};

use super::{body, problem::Refusal};
use crate::{api::problem::ApiProblem, enrolment, permits::Owner, state::Server};

const ENROL_LIMIT: usize = 16 * 1024;

/// Takes what a device pushes, and gives the next page of what it may see.
#[utoipa::path(post, path = "/sync", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/vnd.daylog+cbor", description = "A signed request of a device, as docs/sync-protocol.md describes it."),
    responses(
        (status = 200, description = "What is held now, receipted, and a page.", body = Vec<u8>, content_type = "application/vnd.daylog+cbor"),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`wrong_signature`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`, or the disk is", body = ApiProblem)))]
pub async fn sync(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (_permit, bytes) =
        body::hold((&server.bodies.devices, Owner::network(peer)), (&headers, CONTENT_TYPE), body, (MESSAGE_LIMIT, body::LONG)).await?;
    let answer = server
        .blocking(move |server| {
            let signed = SignedRequest::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            sync::answer(server, &signed).map_err(Refusal::from)
        })
        .await??;
    server.metrics.entries(answer.taken);
    server.metrics.verdict(sync::verdict_code(&answer.response.verdict));
    Ok(answered(&server, answer.response.to_bytes()))
}

/// Envelopes from background delivery, while the record that they come from is closed.
#[utoipa::path(post, path = "/deliver", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/vnd.daylog+cbor", description = "A delivery, signed with the delivery key of a device."),
    responses(
        (status = 200, description = "What became of each envelope.", body = Vec<u8>, content_type = "application/vnd.daylog+cbor"),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`wrong_signature`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`, or the disk is", body = ApiProblem)))]
pub async fn deliver(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (_permit, bytes) =
        body::hold((&server.bodies.devices, Owner::network(peer)), (&headers, CONTENT_TYPE), body, (MESSAGE_LIMIT, body::LONG)).await?;
    let answer = server
        .blocking(move |server| {
            let signed = SignedDelivery::from_bytes(&bytes).map_err(|_| Refusal::BadRequest { field: "body" })?;
            deliveries::answer(server, &signed).map_err(Refusal::from)
        })
        .await??;
    Ok(answered(&server, answer.to_bytes()))
}

/// A new device, with its invite.
#[utoipa::path(post, path = "/enrol", tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/vnd.daylog+cbor", description = "A signed request to enrol."),
    responses(
        (status = 200, description = "What the device begins with, or why its invite does not count.", body = Vec<u8>, content_type = "application/vnd.daylog+cbor"),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`, or the disk is", body = ApiProblem)))]
pub async fn enrol(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (_permit, bytes) =
        body::hold((&server.bodies.small, Owner::network(peer)), (&headers, CONTENT_TYPE), body, (ENROL_LIMIT, body::SHORT)).await?;
    let answer = server
        .blocking(move |server| match EnrolRequest::from_bytes(&bytes) {
            Ok(request) => enrolment::answer(server, &request, peer.ip()).map_err(Refusal::from),
            Err(Unreadable::Version(_)) => Ok(daylog_district::enrolment::update_needed()),
            Err(_) => Err(Refusal::BadRequest { field: "body" }),
        })
        .await??;
    Ok(answered(&server, answer.to_bytes()))
}

/// The server wrote, whatever it answers: pages hear of it.
fn answered(server: &Server, bytes: Vec<u8>) -> Response {
    server.wrote();
    ([(CONTENT_TYPE_HEADER, CONTENT_TYPE)], bytes).into_response()
}
