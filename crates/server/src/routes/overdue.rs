//! `/api/v1/overdue`: who owes what, by the reason that nobody did it.

use axum::{Json, extract::State};
use daylog_district::{
    types::{AccessKind, OverdueWork},
    views,
};
use serde::Deserialize;

use super::{
    district::{Params, answer, date, place},
    problem::Refusal,
    session::{Origin, SignedIn},
};
use crate::{api::problem::ApiProblem, state::Server};

#[derive(Deserialize)]
pub struct OverdueQuery {
    date: Option<String>,
    community: Option<u32>,
}

/// One day's checks that somebody must see to, by the reason that nobody did them, and by whose they are.
#[utoipa::path(get, path = "/api/v1/overdue", operation_id = "overdue_work", tag = "district", security(("session" = [])),
    params(
        ("date" = Option<String>, Query, format = Date, example = "2020-02-27", description = "As 2020-02-27; today when left out."),
        ("community" = Option<u32>, Query, description = "Only this community; a secretary sees the own one only.")),
    responses(
        (status = 200, body = OverdueWork),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`: another community than the secretary's own", body = ApiProblem)))]
pub async fn overdue_work(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Params(query): Params<OverdueQuery>,
) -> Result<Json<OverdueWork>, Refusal> {
    let date = date(query.date.as_deref())?;
    answer(&server, move |server| {
        let place = server.database.read(|db| place(db, signed_in.scope, query.community))?;
        let work = views::overdue_work(server, place, date)?;
        let doors = work.reasons.iter().flat_map(|reason| &reason.rows).map(|row| row.doors.len()).sum();
        signed_in.looks(server, AccessKind::Overdue, &origin, None, Some(doors));
        Ok(work)
    })
    .await
}
