//! What every answer under `/api/v1` has beside its page: problems and events. The pages' types are the district's.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use daylog_district::types::{DeviceList, DistrictMe, HouseholdList, HouseholdPage, Overview, RescueTaken, RevokeDevice, SignIn};

/// Why a request was not answered: a code, values for the words, whether trying again may help, and a reference into the trace.
/// The words are in `ui/locales` under `problem.<code>`. Same shape as the device's problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct ApiProblem {
    /// `not_signed_in`, `wrong_sign_in`, `slow_down` (with `wait_seconds`), `forbidden`, `not_found`, `wrong_method`,
    /// `bad_request` (with `field`), `search_too_long` (with `limit`), `header_missing` (a write without `x-daylog: 1`),
    /// `foreign_origin` (a write that another site began), `wrong_type`, `too_large`, `busy`, `database_busy`, `disk_full` (nothing can be taken in until there is room),
    /// `disk_failed` or `internal`.
    pub code: String,
    pub values: BTreeMap<String, String>,
    pub retry: bool,
    pub reference: String,
}

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

/// Writes the TypeScript of all these types into the folder that `config` names.
pub fn export_types(config: &ts_rs::Config) -> Result<(), ts_rs::ExportError> {
    ApiProblem::export_all(config)?;
    DistrictEvent::export_all(config)?;
    SignIn::export_all(config)?;
    DeviceList::export_all(config)?;
    RevokeDevice::export_all(config)?;
    DistrictMe::export_all(config)?;
    Overview::export_all(config)?;
    HouseholdList::export_all(config)?;
    HouseholdPage::export_all(config)?;
    RescueTaken::export_all(config)
}
