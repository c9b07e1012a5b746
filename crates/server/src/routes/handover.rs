//! Handing households over, and whom they can be given to.

use axum::{Json, extract::State, response::Response};
use daylog_district::{
    handover,
    types::{Assignees, HandOver},
    views,
};
use daylog_domain::{
    access::Scope,
    ids::{CommunityId, StreetId},
    places::{Community, Place},
    text::clean_line,
};
use serde::Deserialize;

use super::{
    act::{self, Act},
    district::{Params, SEARCH_LIMIT},
    problem::Refusal,
    session::SignedIn,
};
use crate::{api::problem::ApiProblem, state::Server};

/// Gives households to another cadre: for good, or until a time from which on all is as it was. The phones follow by themselves.
#[utoipa::path(post, path = "/api/v1/assignments", operation_id = "hand_over", tag = "district", security(("session" = [])), request_body = HandOver,
    params(act::Headers), responses(act::Answers))]
pub async fn hand_over(State(server): State<Server>, act: Act<HandOver>) -> Result<Response, Refusal> {
    let is_preview = act.body.manner.preview;
    act.carry_out(&server, is_preview, handover::hand_over).await
}

#[derive(Deserialize)]
pub struct AssigneesQuery {
    search: Option<String>,
}

/// Whom households can be given to: those who look after some here, and whoever is searched by the full name.
#[utoipa::path(get, path = "/api/v1/assignees", tag = "district", security(("session" = [])),
    params(("search" = Option<String>, Query, description = "Part of a name or an office of those here, or a full name; at most 400 characters.")),
    responses(
        (status = 200, body = Assignees),
        (status = 400, description = "`bad_request` or `search_too_long`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`", body = ApiProblem)))]
pub async fn assignees(
    State(server): State<Server>,
    signed_in: SignedIn,
    Params(query): Params<AssigneesQuery>,
) -> Result<Json<Assignees>, Refusal> {
    let text = clean_line(&query.search.unwrap_or_default());
    if text.chars().count() > SEARCH_LIMIT {
        return Err(Refusal::SearchTooLong { limit: SEARCH_LIMIT });
    }
    let place = match signed_in.scope {
        Scope::Place(place) => place,
        // A team's households are not given away here yet: nobody is offered, and whoever is searched is found.
        _ => Place::Community(Community { street: StreetId(0), id: CommunityId(0) }),
    };
    Ok(Json(server.blocking(move |server| views::assignees(server, place, &text)).await??))
}
