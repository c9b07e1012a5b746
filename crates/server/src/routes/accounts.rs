//! `/api/v1/accounts`: the accounts that somebody manages, made and changed. Neither a password nor the act is kept for a second
//! answer: a password is told once.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
};
use daylog_district::{
    accounts::manage::{self, Manager},
    types::{AccountAct, AccountChanged, AccountList, NewAccount},
};

use super::{body, problem::Refusal, session::SignedIn};
use crate::{
    api::problem::ApiProblem,
    permits::Owner,
    state::{Server, Stopped},
};

const LIMIT: usize = 4096;

fn manager(signed_in: &SignedIn) -> Manager {
    Manager { scope: signed_in.scope, account: Some(signed_in.account.id) }
}

/// Every account below the asker's place, and what the asker can give.
#[utoipa::path(get, path = "/api/v1/accounts", operation_id = "accounts", tag = "accounts", security(("session" = [])), responses(
    (status = 200, body = AccountList),
    (status = 401, description = "`not_signed_in`", body = ApiProblem),
    (status = 403, description = "`forbidden`", body = ApiProblem)))]
pub async fn list(State(server): State<Server>, signed_in: SignedIn) -> Result<Json<AccountList>, Refusal> {
    let listed = server.blocking(move |server| manage::list(&server.database, manager(&signed_in), server.time().trusted())).await??;
    Ok(Json(listed))
}

/// Makes an account with one role. Its password is told once, and is to be changed at the first sign-in.
#[utoipa::path(post, path = "/api/v1/accounts", operation_id = "make_account", tag = "accounts", security(("session" = [])), request_body = NewAccount,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = AccountChanged),
        (status = 400, description = "`bad_request` with `field`: `name`, `role` where its place is missing or unknown, `last_day` where it is over", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`: somebody else gives this role; `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 409, description = "`name_taken`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem)))]
pub async fn make(
    State(server): State<Server>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<AccountChanged>, Refusal> {
    let asked: NewAccount = read(&server, &signed_in, &headers, body).await?;
    let _turn = server.passwords.acquire().await.map_err(|_| Stopped)?;
    let made =
        server.blocking(move |server| manage::make(&server.database, &asked, manager(&signed_in), server.time().trusted())).await??;
    Ok(Json(made))
}

/// Locks, unlocks or ends an account, gives it a new password or role, ends a role, or takes its second factor off.
#[utoipa::path(post, path = "/api/v1/accounts/{account}", operation_id = "change_account", tag = "accounts", security(("session" = [])), request_body = AccountAct,
    params(("account" = i64, Path, description = "The account's id."), ("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = AccountChanged),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 404, description = "`not_found`: no such account below the asker's place, or no such role of it", body = ApiProblem),
        (status = 409, description = "`last_of_district`, `not_oneself` or `held_already`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem)))]
pub async fn change(
    State(server): State<Server>,
    signed_in: SignedIn,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<AccountChanged>, Refusal> {
    let account: i64 = account.parse().map_err(|_| Refusal::NotFound)?;
    let by = manager(&signed_in);
    // Before the body is looked at: what is not there for the asker is not there, whatever is asked.
    let known = server.blocking(move |server| manage::is_managed(&server.database, account, by, server.time().trusted())).await??;
    if !known {
        return Err(Refusal::NotFound);
    }
    let act: AccountAct = read(&server, &signed_in, &headers, body).await?;
    let _turn = match act {
        AccountAct::ResetPassword => Some(server.passwords.acquire().await.map_err(|_| Stopped)?),
        _ => None,
    };
    let changed = server.blocking(move |server| manage::change(&server.database, account, &act, by, server.time().trusted())).await??;
    tracing::info!(account, by = signed_in.account.id, "account changed");
    Ok(Json(changed))
}

pub(super) async fn read<T: serde::de::DeserializeOwned>(
    server: &Server,
    signed_in: &SignedIn,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Refusal> {
    let permits = (&server.bodies.small, Owner::Account(signed_in.account.id));
    let (_permit, body) = body::hold(permits, (headers, "application/json"), body, (LIMIT, body::SHORT)).await?;
    body::json(&body)
}
