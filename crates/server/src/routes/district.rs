//! `/api/v1`: what the dashboard asks. Every route takes the signed-in account and shows no more than its scope.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::{FromRequestParts, Path, Query, State},
    http::request::Parts,
    response::sse::{Event, KeepAlive, Sse},
};
use daylog_backup::room::Seen;
use daylog_district::{
    types::{AccessKind, AskingState, Attention, HouseholdList, HouseholdPage, Only, Overview, OverviewList, OverviewRows, RoomNotice},
    views,
};
use daylog_domain::{
    access::{Resource, Scope},
    ids::{CommunityId, StreetId},
    places::{Community, Place},
    text::clean_line,
    time::{Date, typed},
};
use daylog_storage::{Read, households};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use tokio_stream::wrappers::BroadcastStream;

use super::{
    problem::Refusal,
    session::{Origin, SignedIn},
};
use crate::{
    api::{
        events::{Changed, DistrictEvent},
        problem::ApiProblem,
    },
    state::Server,
};

#[derive(Deserialize)]
pub struct OverviewQuery {
    date: Option<String>,
    community: Option<u32>,
    rows: Option<String>,
}

/// One day's coverage, and the first rows of each list of what asks for somebody.
#[utoipa::path(get, path = "/api/v1/overview", tag = "district", security(("session" = [])),
    params(
        ("date" = Option<String>, Query, format = Date, example = "2020-02-27", description = "As 2020-02-27; today when left out."),
        ("community" = Option<u32>, Query, description = "Only this community; a secretary sees the own one only."),
        ("rows" = Option<String>, Query, example = "fevers:110,seals:20", description = "Of which lists how many rows are given at most, 1 to 5000 each, instead of their first: `communities`, `fevers`, `ahead`, `seals`, `silent`, `forks`, `ending`.")),
    responses(
        (status = 200, body = Overview),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`: another community than the secretary's own", body = ApiProblem)))]
pub async fn overview(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Params(query): Params<OverviewQuery>,
) -> Result<Json<Overview>, Refusal> {
    let date = date(query.date.as_deref())?;
    let rows = rows_of_lists(query.rows.as_deref().unwrap_or_default()).ok_or(Refusal::BadRequest { field: "rows" })?;
    answer(&server, move |server| {
        let place = server.database.read(|db| place(db, signed_in.scope, query.community))?;
        let mut overview = views::overview(server, place, date, &rows)?;
        overview.room = room_notice(server.room.look(&server.database));
        signed_in.looks(server, AccessKind::Overview, &origin, None, None);
        Ok(overview)
    })
    .await
}

/// What is asked of lists, such as `fevers:110,seals:20`.
fn rows_of_lists(asked: &str) -> Option<OverviewRows> {
    let of_list = |text: &str| {
        let (list, rows) = text.split_once(':')?;
        let rows = rows.parse().ok().filter(|rows| (1..=ROWS_AT_MOST).contains(rows))?;
        Some((OverviewList::named(list)?, usize::try_from(rows).ok()?))
    };
    asked.split(',').filter(|text| !text.is_empty()).map(of_list).collect()
}

#[derive(Deserialize)]
pub struct AttentionQuery {
    date: Option<String>,
    community: Option<u32>,
    state: Option<AskingState>,
    hour: Option<u8>,
    cadre: Option<String>,
    rows: Option<u32>,
}

/// How many checks the page lists where no other number is asked for, and at most.
const ROWS: u32 = 100;
const ROWS_AT_MOST: u32 = 5_000;

/// One day's checks that are overdue, missed, unknown or only tried, by those who owe them.
#[utoipa::path(get, path = "/api/v1/attention", tag = "district", security(("session" = [])),
    params(
        ("date" = Option<String>, Query, format = Date, example = "2020-02-27", description = "As 2020-02-27; today when left out."),
        ("community" = Option<u32>, Query, description = "Only this community; a secretary sees the own one only."),
        ("state" = Option<AskingState>, Query, example = "missed", description = "Only checks that stand so."),
        ("hour" = Option<u8>, Query, description = "Only checks that are due in this local hour of the day, 0 to 23."),
        ("cadre" = Option<String>, Query, example = "1", description = "Only checks that these cadres owe: the `key` of a group."),
        ("rows" = Option<u32>, Query, description = "How many checks are listed at most, 1 to 5000; 100 when left out.")),
    responses(
        (status = 200, body = Attention),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`: another community than the secretary's own", body = ApiProblem)))]
pub async fn attention(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Params(query): Params<AttentionQuery>,
) -> Result<Json<Attention>, Refusal> {
    let date = date(query.date.as_deref())?;
    answer(&server, move |server| {
        let place = server.database.read(|db| place(db, signed_in.scope, query.community))?;
        let rows = query.rows.unwrap_or(ROWS).clamp(1, ROWS_AT_MOST);
        let asked = views::AttentionQuery { place, date, state: query.state, hour: query.hour, cadres: query.cadre, rows };
        let attention = views::attention(server, &asked)?;
        signed_in.looks(server, AccessKind::Attention, &origin, None, usize::try_from(attention.rows).ok());
        Ok(attention)
    })
    .await
}

/// What the overview says of the disks.
fn room_notice(seen: Seen) -> RoomNotice {
    let backups = seen.backups.unwrap_or_default();
    RoomNotice {
        district: seen.district,
        free_text: seen.free_bytes.map(views::size),
        backups: backups.room,
        backups_free_text: backups.free_bytes.map(views::size),
    }
}

#[derive(Deserialize)]
pub struct HouseholdsQuery {
    date: Option<String>,
    community: Option<u32>,
    search: Option<String>,
    only: Option<Only>,
    after: Option<String>,
    limit: Option<u32>,
}

/// Characters of a search: as many as a roster's longest field has.
pub(super) const SEARCH_LIMIT: usize = 400;

/// Households by street, community and code, a page at a time.
#[utoipa::path(get, path = "/api/v1/households", tag = "district", security(("session" = [])),
    params(
        ("date" = Option<String>, Query, format = Date, example = "2020-02-27", description = "The day whose coverage is shown; today when left out."),
        ("community" = Option<u32>, Query, description = "Only this community."),
        ("search" = Option<String>, Query, description = "Part of a code, address, resident's name or phone, or cadre's name; at most 400 characters."),
        ("only" = Option<Only>, Query, example = "in_quarantine", description = "Only households that a figure of the overview counts: `in_quarantine`, or with checks that are `done`, `tried`, `missed`, `unknown`, `not_assigned` or `open` on this day. Counted in the same way; people are those concerned."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 when left out.")),
    responses(
        (status = 200, body = HouseholdList),
        (status = 400, description = "`bad_request` or `search_too_long`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`", body = ApiProblem)))]
pub async fn households(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Params(query): Params<HouseholdsQuery>,
) -> Result<Json<HouseholdList>, Refusal> {
    let date = date(query.date.as_deref())?;
    let after = match query.after.as_deref() {
        Some(text) => Some(views::read_cursor(text).ok_or(Refusal::BadRequest { field: "after" })?),
        None => None,
    };
    let text = clean_line(&query.search.unwrap_or_default());
    if text.chars().count() > SEARCH_LIMIT {
        return Err(Refusal::SearchTooLong { limit: SEARCH_LIMIT });
    }
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    answer(&server, move |server| {
        let scope = signed_in.scope;
        let place = server.database.read(|db| place(db, scope, query.community))?;
        let list = views::ListQuery { scope, place, date, text: &text, only: query.only, after, limit };
        let list = views::household_list(server, &list)?;
        let kind = if text.is_empty() { AccessKind::Households } else { AccessKind::Search };
        signed_in.looks(server, kind, &origin, None, Some(list.rows.len()));
        Ok(list)
    })
    .await
}

#[derive(Deserialize)]
pub struct HouseholdQuery {
    date: Option<String>,
}

/// One household's page.
#[utoipa::path(get, path = "/api/v1/households/{household}", tag = "district", security(("session" = [])),
    params(
        ("household" = u32, Path, example = 1, description = "The household's id."),
        ("date" = Option<String>, Query, format = Date, example = "2020-02-27", description = "The day whose checks are shown; today when left out.")),
    responses(
        (status = 200, body = HouseholdPage),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 404, description = "`not_found`: no such household, or none of this account's", body = ApiProblem)))]
pub async fn household(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Path(household): Path<String>,
    Params(query): Params<HouseholdQuery>,
) -> Result<Json<HouseholdPage>, Refusal> {
    let household: u32 = household.parse().map_err(|_| Refusal::NotFound)?;
    let date = date(query.date.as_deref())?;
    answer(&server, move |server| {
        let now = server.clock.now();
        let page = server.database.read(|db| views::household_page(db, signed_in.scope, household, date, now))?;
        let page = page.ok_or(Refusal::NotFound)?;
        signed_in.looks(server, AccessKind::Household, &origin, Some(household), None);
        Ok(page)
    })
    .await
}

/// Says what changed, so that a page asks again. Server-sent events; `data` is a `DistrictEvent`.
#[utoipa::path(get, path = "/api/v1/events", tag = "district", security(("session" = [])), responses(
    (status = 200, description = "A stream of server-sent events.", body = DistrictEvent, content_type = "text/event-stream"),
    (status = 401, description = "`not_signed_in`", body = ApiProblem)))]
pub async fn events(State(server): State<Server>, signed_in: SignedIn) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Who fell behind is told that anything may have changed.
    let heard = BroadcastStream::new(server.subscribe()).flat_map(|event| {
        let events = match event {
            Ok(event) => vec![event],
            Err(_) => [Changed::Entries, Changed::Roster, Changed::Devices].map(|changed| DistrictEvent { changed }).to_vec(),
        };
        stream::iter(events)
    });
    // Who signed out, or lost the account, hears no more; something is heard every minute.
    let asking = server.clone();
    let heard = heard.take_while(move |_| signed_in.clone().is_still(asking.clone()));
    let messages = heard.map(|event| Ok(Event::default().json_data(&event).unwrap_or_default()));
    let ended = async move { server.stopped().await };
    Sse::new(messages.take_until(Box::pin(ended))).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

pub(super) async fn answer<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&Server) -> Result<T, Refusal> + Send + 'static,
) -> Result<Json<T>, Refusal> {
    Ok(Json(server.blocking(work).await??))
}

pub(super) fn date(text: Option<&str>) -> Result<Option<Date>, Refusal> {
    text.filter(|text| !text.is_empty()).map(typed::date).transpose().map_err(|_| Refusal::BadRequest { field: "date" })
}

/// Whose households are shown: the asked community's, or all that are in scope. There is no page of a team yet.
pub(super) fn place(db: &Read<'_>, scope: Scope, community: Option<u32>) -> Result<Place, Refusal> {
    let Scope::Place(own) = scope else { return Err(Refusal::Forbidden) };
    let Some(id) = community.map(CommunityId) else { return Ok(own) };
    let known = households::communities(db)?.into_iter().map(|known| known.community).find(|known| known.id == id);
    // One that is not there lies in the district, and in no street: their numbers begin with 1.
    let place = Place::Community(known.unwrap_or(Community { street: StreetId(0), id }));
    if scope.covers(Resource::place(&place)) { Ok(place) } else { Err(Refusal::Forbidden) }
}

/// A query string, refused with the same form of problem as everything else.
pub struct Params<T>(pub(super) T);

impl<T: for<'de> Deserialize<'de> + Send> FromRequestParts<Server> for Params<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Refusal> {
        let query = Query::<T>::from_request_parts(parts, server).await.map_err(|_| Refusal::BadRequest { field: "query" })?;
        Ok(Params(query.0))
    }
}
