//! `/api/v1/roster-uploads`: a roster that is uploaded, looked at, mended and taken in. Nothing of a file is in the roster before
//! its commit.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use daylog_district::{
    roster::{FileProblem, Owner, UPLOAD_LIMIT, UploadProblem},
    types::{AccessKind, CommitRoster, RosterChoices, RosterCommitted, RosterRefused, RosterUpload},
};
use daylog_domain::change::Source;
use daylog_storage::{Read, changes::Author};
use serde::de::DeserializeOwned;

use super::{
    body,
    problem::Refusal,
    session::{Origin, SignedIn},
};
use crate::{
    api::problem::ApiProblem,
    permits::{self, Permit},
    state::Server,
};

/// Corrected cells of as many rows as anybody corrects by hand.
const CHOICES_LIMIT: usize = 1024 * 1024;

/// Keeps a workbook or CSV file for a day, and says how it is read and what it would change.
#[utoipa::path(post, path = "/api/v1/roster-uploads", operation_id = "upload_roster", tag = "roster", security(("session" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file as it is."),
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = RosterUpload),
        (status = 400, description = "`bad_roster` with `reason`: no roster that can be read", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn upload(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<RosterUpload>, Refusal> {
    let permits = (&server.bodies.accounts, permits::Owner::Account(signed_in.account.id));
    let (permit, bytes) = body::hold(permits, (&headers, "application/octet-stream"), body, (UPLOAD_LIMIT, body::LONG)).await?;
    let seen = move |server: &Server| {
        let seen = server.uploads.add(&server.database, owner(&signed_in), bytes, server.time().trusted())?;
        Ok(looked(server, &signed_in, origin, seen))
    };
    answer(&server, permit, seen).await
}

/// How an uploaded file is read, and what it would change now.
#[utoipa::path(get, path = "/api/v1/roster-uploads/{upload}", operation_id = "roster_upload", tag = "roster", security(("session" = [])),
    params(("upload" = String, Path, description = "As the upload was answered.")),
    responses(
        (status = 200, body = RosterUpload),
        (status = 400, description = "`bad_roster` with `reason`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`", body = ApiProblem),
        (status = 410, description = "`upload_gone`: another account's, taken in, older than a day, or from before the server began", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn look(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Path(upload): Path<String>,
) -> Result<Json<RosterUpload>, Refusal> {
    let permit = worked_on(&server, &signed_in).await?;
    let seen = move |server: &Server| {
        let seen = server.uploads.look(&server.database, owner(&signed_in), &upload, server.time().trusted())?;
        Ok(looked(server, &signed_in, origin, seen))
    };
    answer(&server, permit, seen).await
}

/// Reads an uploaded file in another way: another sheet, other columns, mended cells, lines left out.
#[utoipa::path(post, path = "/api/v1/roster-uploads/{upload}", operation_id = "choose_roster", tag = "roster",
    security(("session" = [])), request_body = RosterChoices,
    params(("upload" = String, Path, description = "As the upload was answered."), ("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = RosterUpload),
        (status = 400, description = "`bad_request`, or `bad_roster` with `reason`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 410, description = "`upload_gone`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn choose(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Path(upload): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<RosterUpload>, Refusal> {
    let (permit, choices): (_, RosterChoices) = json(&server, &signed_in, &headers, body).await?;
    let seen = move |server: &Server| {
        let seen = server.uploads.choose(&server.database, owner(&signed_in), &upload, choices, server.time().trusted())?;
        Ok(looked(server, &signed_in, origin, seen))
    };
    answer(&server, permit, seen).await
}

/// The rows of an uploaded file that cannot go in, each with its reason.
#[utoipa::path(get, path = "/api/v1/roster-uploads/{upload}/refused", operation_id = "refused_rows", tag = "roster",
    security(("session" = [])),
    params(("upload" = String, Path, description = "As the upload was answered.")),
    responses(
        (status = 200, body = RosterRefused),
        (status = 400, description = "`bad_roster` with `reason`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`", body = ApiProblem),
        (status = 410, description = "`upload_gone`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn refused(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Path(upload): Path<String>,
) -> Result<Json<RosterRefused>, Refusal> {
    let permit = worked_on(&server, &signed_in).await?;
    let seen = move |server: &Server| {
        let refused = server.uploads.refused(&server.database, owner(&signed_in), &upload, server.time().trusted())?;
        signed_in.looks(server, AccessKind::Roster, &origin, None, Some(refused.rows.len()));
        Ok(refused)
    };
    answer(&server, permit, seen).await
}

/// Takes an uploaded file in, all its good rows in one. Asked again, it is answered again.
#[utoipa::path(post, path = "/api/v1/roster-uploads/{upload}/commit", operation_id = "commit_roster", tag = "roster",
    security(("session" = [])), request_body = CommitRoster,
    params(("upload" = String, Path, description = "As the upload was answered."), ("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = RosterCommitted),
        (status = 400, description = "`bad_request`, or `bad_roster` with `reason`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 409, description = "`roster_changed`: it would change something else than what was looked at", body = ApiProblem),
        (status = 410, description = "`upload_gone`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn commit(
    State(server): State<Server>,
    signed_in: SignedIn,
    Path(upload): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<RosterCommitted>, Refusal> {
    let (permit, asked): (_, CommitRoster) = json(&server, &signed_in, &headers, body).await?;
    let account = signed_in.account.id;
    let by = Author { account: Some(account), name: signed_in.account.name.clone(), source: Source::File };
    let committed = answer(&server, permit, move |server| {
        let (owner, trusted) = (owner(&signed_in), server.time().trusted());
        let holds = |db: &Read<'_>| signed_in.holds(db, trusted);
        server.uploads.commit(&server.database, (owner, &holds), &upload, &asked, (&by, trusted))
    })
    .await?;
    tracing::info!(account, added = committed.added, changed = committed.changed, "roster taken in");
    server.wrote();
    Ok(committed)
}

/// Forgets an uploaded file.
#[utoipa::path(delete, path = "/api/v1/roster-uploads/{upload}", operation_id = "drop_roster", tag = "roster",
    security(("session" = [])),
    params(("upload" = String, Path, description = "As the upload was answered."), ("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 204, description = "It is forgotten, or was before."),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`, `header_missing` or `foreign_origin`", body = ApiProblem)))]
pub async fn forget(State(server): State<Server>, signed_in: SignedIn, Path(upload): Path<String>) -> StatusCode {
    server.uploads.drop(owner(&signed_in), &upload, server.time().trusted());
    StatusCode::NO_CONTENT
}

/// What a file says otherwise is what the district holds: each file, and each way to read it, is a look of its own.
fn looked(server: &Server, signed_in: &SignedIn, origin: Origin, seen: RosterUpload) -> RosterUpload {
    let Some(check) = &seen.check else { return seen };
    let rows = check.changes.first.len() + check.kept.first.len();
    let asked = format!("{} {} {}", origin.asked, seen.id, check.basis);
    signed_in.looks(server, AccessKind::Roster, &Origin { asked, ..origin }, None, Some(rows));
    seen
}

fn owner(signed_in: &SignedIn) -> Owner {
    Owner { account: signed_in.account.id, scope: signed_in.scope }
}

/// Reading a file takes seconds of a core: an account has as many at a time as it may send files.
async fn worked_on(server: &Server, signed_in: &SignedIn) -> Result<Permit, Refusal> {
    let permit = server.bodies.accounts.take(permits::Owner::Account(signed_in.account.id)).await.ok_or(Refusal::Busy)?;
    permit.is_read();
    Ok(permit)
}

async fn json<T: DeserializeOwned>(server: &Server, signed_in: &SignedIn, headers: &HeaderMap, body: Body) -> Result<(Permit, T), Refusal> {
    let permits = (&server.bodies.accounts, permits::Owner::Account(signed_in.account.id));
    let (permit, body) = body::hold(permits, (headers, "application/json"), body, (CHOICES_LIMIT, body::SHORT)).await?;
    Ok((permit, body::json(&body)?))
}

async fn answer<T: Send + 'static>(
    server: &Server,
    permit: Permit,
    work: impl FnOnce(&Server) -> Result<T, UploadProblem> + Send + 'static,
) -> Result<Json<T>, Refusal> {
    let done = server.blocking(move |server| {
        let done = work(server).map_err(Refusal::from);
        drop(permit);
        done
    });
    Ok(Json(done.await??))
}

impl From<UploadProblem> for Refusal {
    fn from(problem: UploadProblem) -> Self {
        match problem {
            UploadProblem::NotSignedIn => Refusal::NotSignedIn,
            UploadProblem::Gone => Refusal::UploadGone,
            UploadProblem::Full => Refusal::Busy,
            UploadProblem::Incomplete => Refusal::BadRequest { field: "columns" },
            UploadProblem::Changed => Refusal::RosterChanged,
            UploadProblem::File(FileProblem::TooLarge { .. }) => Refusal::TooLarge,
            UploadProblem::File(problem) => Refusal::BadRoster { reason: problem.code() },
            UploadProblem::Storage(error) => error.into(),
            UploadProblem::Random(error) => error.into(),
        }
    }
}
