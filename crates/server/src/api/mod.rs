//! The dashboard's interface: its types, and the document that describes every route and error answer.

pub mod types;

use utoipa::OpenApi;

use crate::routes::{district, rescue, session};

#[derive(OpenApi)]
#[openapi(
    info(title = "Daylog district server", description = "What the dashboard asks. Writes carry the header `x-daylog: 1`."),
    paths(
        session::sign_in,
        session::sign_out,
        district::me,
        district::overview,
        district::households,
        district::household,
        district::events,
        district::openapi,
        rescue::take
    )
)]
struct Document;

/// The OpenAPI document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
