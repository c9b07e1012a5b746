//! Ending and extending quarantines, and taking an act back.

use axum::{
    extract::{Path, State},
    response::Response,
};
use daylog_district::{
    quarantine,
    types::{EndQuarantine, ExtendQuarantine, Undo},
    undo,
};

use super::{
    act::{self, Act},
    problem::Refusal,
};
use crate::state::Server;

/// Ends the quarantine of one resident or many, for a reason, now or at a time to come: nothing is owed from then on, and what was
/// owed before stays. No time behind the last day is accepted. Those whose quarantine has ended already stay as they are.
#[utoipa::path(post, path = "/api/v1/quarantine/end", operation_id = "end_quarantine", tag = "district", security(("session" = [])), request_body = EndQuarantine,
    params(act::Headers), responses(act::Answers))]
pub async fn end(State(server): State<Server>, act: Act<EndQuarantine>) -> Result<Response, Refusal> {
    let is_preview = act.body.manner.preview;
    act.carry_out(&server, is_preview, quarantine::end).await
}

/// Gives the quarantine of one resident or many, which still runs, another last day.
#[utoipa::path(post, path = "/api/v1/quarantine/extend", operation_id = "extend_quarantine", tag = "district", security(("session" = [])), request_body = ExtendQuarantine,
    params(act::Headers), responses(act::Answers))]
pub async fn extend(State(server): State<Server>, act: Act<ExtendQuarantine>) -> Result<Response, Refusal> {
    let is_preview = act.body.manner.preview;
    act.carry_out(&server, is_preview, quarantine::extend).await
}

/// Takes an act of a screen back as a whole: each field says again what it said before. Refused with `changed_since` where one was
/// changed since, and at the field `act` where days that are past would change or what it said before is kept no more.
#[utoipa::path(post, path = "/api/v1/acts/{act}/undo", operation_id = "undo_act", tag = "district", security(("session" = [])), request_body = Undo,
    params(("act" = u32, Path, example = 1, description = "The act's number in the history."), act::Headers), responses(act::Answers))]
pub async fn undo_act(State(server): State<Server>, Path(number): Path<String>, act: Act<Undo>) -> Result<Response, Refusal> {
    let number: u32 = number.parse().map_err(|_| Refusal::NotFound)?;
    let is_preview = act.body.manner.preview;
    act.carry_out(&server, is_preview, move |act, _| undo::undo(act, i64::from(number))).await
}
