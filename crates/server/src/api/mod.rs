//! The dashboard's interface: its types, and the document that describes every route and error answer.

pub mod types;

use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, SecurityScheme},
};

use crate::routes::{device_list, district, rescue, session};

#[derive(OpenApi)]
#[openapi(
    info(title = "Daylog district server", description = "What the dashboard asks. Writes carry the header `x-daylog: 1`."),
    modifiers(&Session),
    paths(
        session::sign_in,
        session::sign_out,
        district::me,
        district::overview,
        district::households,
        district::household,
        district::events,
        device_list::list,
        device_list::revoke,
        device_list::confirm_lost,
        district::openapi,
        rescue::take
    )
)]
struct Document;

/// The session that signing in opens: a cookie.
struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(session::COOKIE)));
        document.components.get_or_insert_default().add_security_scheme("session", cookie);
    }
}

/// The OpenAPI document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
