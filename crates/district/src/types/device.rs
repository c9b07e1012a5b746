//! Enrolled devices as the district looks through them.

use daylog_domain::time::Instant;
use daylog_storage::device_list::ListedDevice;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::devices::Reason;

/// Every device that was ever enrolled, by cadre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct DeviceList {
    pub devices: Vec<DistrictDevice>,
}

/// One device, whose it is, and what it last said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct DistrictDevice {
    pub id: u32,
    pub cadre: String,
    pub office: String,
    pub phone: Option<String>,
    pub program: String,
    #[schema(value_type = i64)]
    pub enrolled_at: Instant,
    #[schema(value_type = Option<i64>)]
    pub last_seen: Option<Instant>,
    /// Up to when its log is known to be complete.
    #[schema(value_type = Option<i64>)]
    pub complete_to: Option<Instant>,
    /// How many entries waited on it when it last reported.
    pub pending: u32,
    /// How far its own clock was behind the server's when it last reported, in seconds; negative where ahead.
    #[ts(type = "number | null")]
    pub clock_behind_seconds: Option<i64>,
    #[schema(value_type = Option<i64>)]
    pub revoked_at: Option<Instant>,
    /// `lost`, `stolen`, `left`, `replaced` or `other`.
    pub revoked_for: Option<String>,
    /// Since when its loss is confirmed; empty again when it reports.
    #[schema(value_type = Option<i64>)]
    pub lost_at: Option<Instant>,
}

/// What revoking a device asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS, ToSchema)]
pub struct RevokeDevice {
    pub reason: Reason,
}

impl From<ListedDevice> for DistrictDevice {
    fn from(device: ListedDevice) -> Self {
        DistrictDevice {
            // Rows are numbered from one and never reach the end of this type.
            id: u32::try_from(device.id).unwrap_or(u32::MAX),
            cadre: device.cadre,
            office: device.office,
            phone: device.phone,
            program: device.program,
            enrolled_at: device.enrolled_at,
            last_seen: device.last_seen,
            complete_to: device.complete_to,
            pending: device.pending,
            clock_behind_seconds: device.clock_offset_ms.map(|behind| behind / 1000),
            revoked_at: device.revoked_at,
            revoked_for: device.revoked_for,
            lost_at: device.lost_at,
        }
    }
}
