//! What `/api/v1` tells beside pages: events. The pages' types are the district's.

use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// One message of the event stream, as JSON in `data`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct DistrictEvent {
    pub changed: Changed,
}

/// What a page should fetch again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Entries,
    /// Households, residents, assignments or settings.
    Roster,
    /// A device reported, was enrolled or revoked.
    Devices,
    /// A check opened, fell due or closed because time went on; sent once a minute.
    Time,
}
