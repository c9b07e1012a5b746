//! What every page of one date says first.

use daylog_domain::time::{Date, Instant};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// Of which day a page is, and how fresh what it shows is.
#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct PageHead {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    #[schema(value_type = i64)]
    pub now: Instant,
    /// The last time any device of the shown households reported; none when none ever did.
    #[schema(value_type = Option<i64>)]
    pub data_as_of: Option<Instant>,
    /// The same as local text `10:52`, with the date when it was another day than today.
    pub data_as_of_text: Option<String>,
}
