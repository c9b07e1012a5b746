//! What a district sets for all its devices.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    assignment::Role,
    entries::temperature::Celsius,
    ids::PlanItemId,
    plan::{CheckKind, PlanItem, Window},
    time::{MinuteOfDay, Zone},
};

/// The district's rules, as they travel to every device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    pub zone: Zone,
    pub plan: Vec<PlanItem>,
    pub window: Window,
    /// From here a reading is a fever.
    pub fever_from: Celsius,
    /// An entry that claims a time further back than this when it is saved is a late entry.
    pub late_after_minutes: u16,
    /// Numbers that the cadre can call without network.
    pub secretary_phone: Option<String>,
    pub fever_clinic_phone: Option<String>,
    pub retention: Retention,
}

/// How long content is kept after a household's last quarantine ended; off until the district sets it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Retention {
    /// Days until content goes everywhere.
    pub days: Option<u16>,
    /// Days until it goes from phones; never later than `days`.
    pub phone_days: Option<u16>,
}

impl Settings {
    /// Whether a reading is a fever in this district.
    #[must_use]
    pub fn is_fever(&self, celsius: Celsius) -> bool {
        celsius.is_fever(self.fever_from)
    }

    /// The plan of the diary page it all began with, and product defaults.
    #[must_use]
    pub fn default_in(zone: Zone) -> Self {
        let item = |id, kind, hour: u16, minute: u16| PlanItem {
            id: PlanItemId(id),
            kind,
            at: MinuteOfDay(hour * 60 + minute),
            owed_by: vec![Role::Cadre, Role::Lead],
        };
        Settings {
            zone,
            plan: vec![
                item(1, CheckKind::Contact, 9, 0),
                item(2, CheckKind::Temperature, 10, 50),
                item(3, CheckKind::Temperature, 18, 0),
                item(4, CheckKind::Seal, 20, 15),
            ],
            window: Window::default(),
            fever_from: Celsius::FEVER,
            late_after_minutes: 30,
            secretary_phone: None,
            fever_clinic_phone: None,
            retention: Retention::default(),
        }
    }
}
