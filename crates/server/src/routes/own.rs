//! `/api/v1/me`: who is signed in, and what a person does about the own account.

use axum::{Json, body::Body, extract::State, http::HeaderMap};
use daylog_district::{
    accounts::own::{self, OwnRefusal},
    types::{DistrictMe, OwnSessions, PasswordChange, PasswordShown, RecoveryCodes, RoleChosen, SessionsEnded},
    views,
};
use daylog_storage::StorageError;

use super::{accounts::read, problem::Refusal, session::SignedIn};
use crate::{
    api::problem::ApiProblem,
    clock,
    state::{Server, Stopped},
};

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", tag = "session", security(("session" = [])), responses(
    (status = 200, body = DistrictMe),
    (status = 401, description = "`not_signed_in`", body = ApiProblem)))]
pub async fn me(State(server): State<Server>, signed_in: SignedIn) -> Result<Json<DistrictMe>, Refusal> {
    let told = move |server: &Server| server.database.read(|db| views::me(db, &signed_in.account, clock::is_example(), server.clock.now()));
    Ok(Json(server.blocking(told).await??))
}

/// The session is used as another of the own roles from now on.
#[utoipa::path(post, path = "/api/v1/me/role", operation_id = "choose_role", tag = "session", security(("session" = [])), request_body = RoleChosen,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = DistrictMe),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`; `code_needed`: the role asks for a second factor, and the session was opened without", body = ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 404, description = "`not_found`: no role that the account holds now", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem)))]
pub async fn choose_role(
    State(server): State<Server>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<DistrictMe>, Refusal> {
    let chosen: RoleChosen = read(&server, &signed_in, &headers, body).await?;
    let used = move |server: &Server| {
        let (account, trusted) = (&signed_in.account, server.time().trusted());
        let account = own::use_as(&server.database, account, &signed_in.token_hash, chosen.role, trusted)?;
        let me = server.database.read(|db| views::me(db, &account, clock::is_example(), server.clock.now()));
        me.map_err(|error: StorageError| Refusal::from(error))
    };
    Ok(Json(server.blocking(used).await??))
}

/// Changes the own password. Every other session of the account ends.
#[utoipa::path(post, path = "/api/v1/me/password", operation_id = "change_password", tag = "session", security(("session" = [])), request_body = PasswordChange,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 204, description = "Changed."),
        (status = 400, description = "`bad_request`, or `weak_password`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`wrong_password`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 429, description = "`slow_down`", body = ApiProblem)))]
pub async fn change_password(
    State(server): State<Server>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<axum::http::StatusCode, Refusal> {
    let asked: PasswordChange = read(&server, &signed_in, &headers, body).await?;
    shown_once_more(&server, signed_in, move |server, signed_in| {
        let own = (&signed_in.account, &signed_in.token_hash);
        own::change_password(&server.database, own, (&asked.password, &asked.new_password), server.clock.now())
    })
    .await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// New recovery codes, told once. Those from before are good no more.
#[utoipa::path(post, path = "/api/v1/me/recovery-codes", operation_id = "make_recovery_codes", tag = "session", security(("session" = [])), request_body = PasswordShown,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`wrong_password`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 404, description = "`not_found`: the account has no second factor", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 429, description = "`slow_down`", body = ApiProblem)))]
pub async fn recovery_codes(
    State(server): State<Server>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<RecoveryCodes>, Refusal> {
    let asked: PasswordShown = read(&server, &signed_in, &headers, body).await?;
    let made = shown_once_more(&server, signed_in, move |server, signed_in| {
        own::new_recovery_codes(&server.database, (&signed_in.account, &signed_in.token_hash), &asked.password, server.clock.now())
    });
    Ok(Json(RecoveryCodes { codes: made.await? }))
}

/// The open sessions of the own account.
#[utoipa::path(get, path = "/api/v1/me/sessions", operation_id = "own_sessions", tag = "session", security(("session" = [])), responses(
    (status = 200, body = OwnSessions),
    (status = 401, description = "`not_signed_in`", body = ApiProblem)))]
pub async fn sessions(State(server): State<Server>, signed_in: SignedIn) -> Result<Json<OwnSessions>, Refusal> {
    let told =
        move |server: &Server| own::open_sessions(&server.database, signed_in.account.id, &signed_in.token_hash, server.time().trusted());
    Ok(Json(OwnSessions { sessions: server.blocking(told).await?? }))
}

/// Ends every other session of the own account.
#[utoipa::path(post, path = "/api/v1/me/sessions/end-others", operation_id = "end_other_sessions", tag = "session", security(("session" = [])),
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = SessionsEnded),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = ApiProblem)))]
pub async fn end_others(State(server): State<Server>, signed_in: SignedIn) -> Result<Json<SessionsEnded>, Refusal> {
    let ended = move |server: &Server| own::end_others(&server.database, signed_in.account.id, &signed_in.token_hash);
    Ok(Json(SessionsEnded { sessions: server.blocking(ended).await?? }))
}

/// Work that looks at the own password: as slowly as a sign-in, and no oftener.
async fn shown_once_more<T: Send + 'static>(
    server: &Server,
    signed_in: SignedIn,
    work: impl FnOnce(&Server, &SignedIn) -> Result<T, OwnRefusal> + Send + 'static,
) -> Result<T, Refusal> {
    let key = own::actor(signed_in.account.id);
    let now = server.clock.now();
    server.limits.own_password.take(&key, now).map_err(|wait_seconds| Refusal::SlowDown { wait_seconds })?;
    let _turn = server.passwords.acquire().await.map_err(|_| Stopped)?;
    let done = server.blocking(move |server| work(server, &signed_in)).await?;
    if !matches!(done, Err(OwnRefusal::WrongPassword)) {
        server.limits.own_password.give_back(&key);
    }
    Ok(done?)
}
