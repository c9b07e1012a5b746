//! `/api/v1/devices`: looking through devices, revoking one, and confirming that one is lost.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
};
use daylog_district::{
    accounts::own,
    devices::{self, Actor},
    types::{DeviceList, DistrictDevice, RevokeDevice},
};

use super::{body, problem::Refusal, session::SignedIn};
use crate::{api::problem::ApiProblem, permits::Owner, state::Server};

const REVOKE_LIMIT: usize = 1024;

/// Every device that was ever enrolled in the account's scope.
#[utoipa::path(get, path = "/api/v1/devices", operation_id = "devices", tag = "district", security(("session" = [])), responses(
    (status = 200, body = DeviceList),
    (status = 401, description = "`not_signed_in`", body = ApiProblem),
    (status = 403, description = "`forbidden`", body = ApiProblem)))]
pub async fn list(State(server): State<Server>, signed_in: SignedIn) -> Result<Json<DeviceList>, Refusal> {
    let found = server.blocking(move |server| devices::list(&server.database, signed_in.scope, server.clock.now())).await??;
    Ok(Json(DeviceList { devices: found.into_iter().map(DistrictDevice::from).collect() }))
}

/// Revokes a device for good: it syncs no more and holds no coverage back. Its records stay.
#[utoipa::path(post, path = "/api/v1/devices/{device}/revoke", operation_id = "revoke_device", tag = "district", security(("session" = [])), request_body = RevokeDevice,
    params(("device" = u32, Path, description = "The device's id."), ("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = DistrictDevice),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`, `header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 404, description = "`not_found`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem)))]
pub async fn revoke(
    State(server): State<Server>,
    signed_in: SignedIn,
    Path(device): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<DistrictDevice>, Refusal> {
    let permits = (&server.bodies.small, Owner::Account(signed_in.account.id));
    let (_permit, body) = body::hold(permits, (&headers, "application/json"), body, (REVOKE_LIMIT, body::SHORT)).await?;
    let asked: RevokeDevice = body::json(&body)?;
    let device = number(&device)?;
    let (scope, account) = (signed_in.scope, signed_in.account.id);
    let revoked = server
        .blocking(move |server| {
            let by = Actor { scope, name: &own::actor(account) };
            devices::revoke(&server.database, device, asked.reason, by, server.clock.now())
        })
        .await??;
    tracing::info!(account, device, "device revoked");
    server.wrote();
    revoked.map(|device| Json(device.into())).ok_or(Refusal::NotFound)
}

/// Confirms that a device is lost: it holds no coverage back until it reports again. For the district, and for a secretary
/// whose community its cadre looks after.
#[utoipa::path(post, path = "/api/v1/devices/{device}/lost", tag = "district", security(("session" = [])),
    params(("device" = u32, Path, description = "The device's id."), ("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = DistrictDevice),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = ApiProblem),
        (status = 404, description = "`not_found`: no such device, or none of this account's", body = ApiProblem)))]
pub async fn confirm_lost(
    State(server): State<Server>,
    signed_in: SignedIn,
    Path(device): Path<String>,
) -> Result<Json<DistrictDevice>, Refusal> {
    let device = number(&device)?;
    let (scope, account) = (signed_in.scope, signed_in.account.id);
    let confirmed = server
        .blocking(move |server| {
            let by = Actor { scope, name: &own::actor(account) };
            devices::confirm_lost(&server.database, device, by, server.clock.now())
        })
        .await??;
    let confirmed = confirmed.ok_or(Refusal::NotFound)?;
    tracing::info!(account, device, "loss confirmed");
    server.wrote();
    Ok(Json(confirmed.into()))
}

fn number(device: &str) -> Result<i64, Refusal> {
    device.parse::<u32>().map(i64::from).map_err(|_| Refusal::NotFound)
}
