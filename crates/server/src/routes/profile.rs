//! Correcting what is known of a household and of its residents.

use axum::{
    extract::{Path, State},
    response::Response,
};
use daylog_district::{
    profile,
    types::{CorrectHousehold, CorrectResident},
};

use super::{
    act::{self, Act},
    problem::Refusal,
};
use crate::state::Server;

/// Corrects a household's address or who vouches for it; the history keeps what it said before.
#[utoipa::path(post, path = "/api/v1/households/{household}/correct", tag = "district", security(("session" = [])), request_body = CorrectHousehold,
    params(
        ("household" = u32, Path, example = 1, description = "The household's id."),
        act::Headers),
    responses(act::Answers))]
pub async fn correct_household(
    State(server): State<Server>,
    Path(household): Path<String>,
    act: Act<CorrectHousehold>,
) -> Result<Response, Refusal> {
    let household = number(&household)?;
    let is_preview = act.body.manner.preview;
    act.carry_out(&server, is_preview, move |act, asked| profile::correct_household(act, household, asked)).await
}

/// Corrects a resident's name, telephone number or where they came from; the history keeps what it said before.
#[utoipa::path(post, path = "/api/v1/residents/{resident}/correct", tag = "district", security(("session" = [])), request_body = CorrectResident,
    params(
        ("resident" = u32, Path, example = 1, description = "The resident's id."),
        act::Headers),
    responses(act::Answers))]
pub async fn correct_resident(
    State(server): State<Server>,
    Path(resident): Path<String>,
    act: Act<CorrectResident>,
) -> Result<Response, Refusal> {
    let resident = number(&resident)?;
    let is_preview = act.body.manner.preview;
    act.carry_out(&server, is_preview, move |act, asked| profile::correct_resident(act, resident, asked)).await
}

fn number(text: &str) -> Result<u32, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound)
}
