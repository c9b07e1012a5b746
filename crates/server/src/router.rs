//! Everything that the server answers: which path leads to which handler, and with which action of the table of access.

use axum::{Router, middleware};
use daylog_domain::access::Action;

use crate::{
    openapi,
    routes::{
        accounts, devices, district, drain, files, handover, headers, health,
        listed::{Route, Routes},
        metrics, overdue, own, peer, problem, profile, protocol, quarantine, record, rescue, rosters, session, trace,
    },
    state::Server,
};

/// The dashboard's files answer every path that is no route.
pub fn router(server: Server) -> Router {
    routes()
        .into_router()
        .method_not_allowed_fallback(|| async { problem::Refusal::WrongMethod })
        .fallback(files::serve)
        .layer(middleware::from_fn(headers::secure))
        .layer(middleware::from_fn_with_state(server.clone(), trace::request))
        .layer(middleware::from_fn_with_state(server.clone(), drain::unread))
        .layer(middleware::from_fn_with_state(server.clone(), peer::told))
        .with_state(server)
}

/// Every route beside the dashboard's files, so that a test can ask each of them as everybody.
#[must_use]
pub fn list() -> Vec<Route> {
    routes().into_list()
}

fn routes() -> Routes {
    Routes::default()
        .post("/sync", Action::Sync, protocol::sync)
        .post("/enrol", Action::Enrol, protocol::enrol)
        .post("/deliver", Action::HandInEnvelopes, protocol::deliver)
        .get("/healthz", Action::SeePublic, health::healthz)
        .get("/metrics", Action::ReadMetrics, metrics::show)
        .post("/api/v1/session", Action::SignIn, session::sign_in)
        .delete("/api/v1/session", Action::UseOwnSession, session::sign_out)
        .post("/api/v1/session/second-factor", Action::SignIn, session::set_up)
        .get("/api/v1/me", Action::UseOwnSession, own::me)
        .post("/api/v1/me/role", Action::UseOwnSession, own::choose_role)
        .post("/api/v1/me/password", Action::UseOwnSession, own::change_password)
        .post("/api/v1/me/recovery-codes", Action::UseOwnSession, own::recovery_codes)
        .get("/api/v1/me/sessions", Action::UseOwnSession, own::sessions)
        .post("/api/v1/me/sessions/end-others", Action::UseOwnSession, own::end_others)
        .get("/api/v1/accounts", Action::ManageAccounts, accounts::list)
        .post("/api/v1/accounts", Action::ManageAccounts, accounts::make)
        .post("/api/v1/accounts/{account}", Action::ManageAccounts, accounts::change)
        .get("/api/v1/access-record", Action::SeeAccessRecord, record::page)
        .get("/api/v1/access-record.csv", Action::SeeAccessRecord, record::file)
        .get("/api/v1/overview", Action::SeeEntries, district::overview)
        .get("/api/v1/attention", Action::SeeEntries, district::attention)
        .get("/api/v1/overdue", Action::SeeEntries, overdue::overdue_work)
        .get("/api/v1/households", Action::SeeEntries, district::households)
        .get("/api/v1/households/{household}", Action::SeeEntries, district::household)
        .post("/api/v1/households/{household}/correct", Action::EditHousehold, profile::correct_household)
        .post("/api/v1/residents/{resident}/correct", Action::EditHousehold, profile::correct_resident)
        .post("/api/v1/quarantine/end", Action::EditHousehold, quarantine::end)
        .post("/api/v1/quarantine/extend", Action::EditHousehold, quarantine::extend)
        .post("/api/v1/acts/{act}/undo", Action::EditHousehold, quarantine::undo_act)
        .post("/api/v1/assignments", Action::Assign, handover::hand_over)
        .get("/api/v1/assignees", Action::Assign, handover::assignees)
        .post("/api/v1/rescue", Action::HandInEnvelopes, rescue::take)
        .post("/api/v1/roster-uploads", Action::ImportRoster, rosters::upload)
        .get("/api/v1/roster-uploads/{upload}", Action::ImportRoster, rosters::look)
        .post("/api/v1/roster-uploads/{upload}", Action::ImportRoster, rosters::choose)
        .delete("/api/v1/roster-uploads/{upload}", Action::ImportRoster, rosters::forget)
        .get("/api/v1/roster-uploads/{upload}/refused", Action::ImportRoster, rosters::refused)
        .post("/api/v1/roster-uploads/{upload}/commit", Action::ImportRoster, rosters::commit)
        .get("/api/v1/devices", Action::SeeDevices, devices::list)
        .post("/api/v1/devices/{device}/revoke", Action::RevokeDevice, devices::revoke)
        .post("/api/v1/devices/{device}/lost", Action::ConfirmLoss, devices::confirm_lost)
        .get("/api/v1/events", Action::HearChanges, district::events)
        .get("/api/v1/openapi.json", Action::SeePublic, openapi::openapi)
}
