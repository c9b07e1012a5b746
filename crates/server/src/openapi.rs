//! The document that describes every route of the server and its error answers, and the route that gives it.

use axum::Json;
use daylog_district::types::Acted;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
};

use crate::routes::{
    accounts, devices, district, handover, health, metrics, overdue, own, profile, protocol, quarantine, record, rescue, rosters, session,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Daylog district server", description = "What the dashboard, devices and monitors ask. Writes of the dashboard carry the header `x-daylog: 1`."),
    modifiers(&Session),
    components(schemas(Acted)),
    paths(
        session::sign_in,
        session::sign_out,
        session::set_up,
        own::me,
        own::choose_role,
        own::change_password,
        own::recovery_codes,
        own::sessions,
        own::end_others,
        accounts::list,
        accounts::make,
        accounts::change,
        record::page,
        record::file,
        district::overview,
        district::attention,
        overdue::overdue_work,
        district::households,
        district::household,
        handover::hand_over,
        handover::assignees,
        district::events,
        devices::list,
        devices::revoke,
        devices::confirm_lost,
        profile::correct_household,
        profile::correct_resident,
        quarantine::end,
        quarantine::extend,
        quarantine::undo_act,
        openapi,
        rescue::take,
        rosters::upload,
        rosters::look,
        rosters::choose,
        rosters::forget,
        rosters::refused,
        rosters::commit,
        protocol::sync,
        protocol::enrol,
        protocol::deliver,
        health::healthz,
        metrics::show
    )
)]
struct Document;

/// What opens the routes: the session that signing in opens, a cookie; and a monitor's token.
struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(session::COOKIE)));
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", cookie);
        components.add_security_scheme("monitor", token);
    }
}

/// The OpenAPI document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "document", responses((status = 200, description = "The OpenAPI document.")))]
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
