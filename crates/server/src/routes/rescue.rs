//! `POST /api/v1/rescue`: a rescue file handed in by whoever is signed in. It can be read by nobody on the way here.

use axum::{Json, body::Body, extract::State, http::HeaderMap};
use daylog_district::{
    deliveries::{TakeProblem, take_rescue},
    types::RescueTaken,
};
use daylog_wire::rescue::{BadRescue, RESCUE_LIMIT};

use super::{body, problem::Refusal, session::SignedIn};
use crate::{api::problem::ApiProblem, permits::Owner, state::Server};

/// Takes a rescue file in, each entry once however often it comes.
#[utoipa::path(post, path = "/api/v1/rescue", operation_id = "take_rescue", tag = "district", security(("session" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The rescue file as it is."),
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = RescueTaken),
        (status = 400, description = "`bad_rescue` with `reason`: not a rescue file, or damaged", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn take(State(server): State<Server>, signed_in: SignedIn, headers: HeaderMap, body: Body) -> Result<Json<RescueTaken>, Refusal> {
    let permits = (&server.bodies.accounts, Owner::Account(signed_in.account.id));
    let (_permit, bytes) = body::hold(permits, (&headers, "application/octet-stream"), body, (RESCUE_LIMIT, body::LONG)).await?;
    let taken = server
        .blocking(move |server| {
            take_rescue(&server.database, &server.keys, &server.clock, &bytes).map_err(|problem| match problem {
                TakeProblem::Rescue(BadRescue::TooLarge { .. }) => Refusal::TooLarge,
                TakeProblem::Rescue(bad) => Refusal::BadRescue { reason: bad.code() },
                TakeProblem::Storage(error) => error.into(),
            })
        })
        .await??;
    tracing::info!(account = signed_in.account.id, new = taken.new_entries, "rescue file taken in");
    server.wrote();
    Ok(Json(taken))
}
