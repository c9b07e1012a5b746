//! Cadres and their devices: whom to ask, and how fresh what is known of them is.

use std::collections::HashMap;

use daylog_domain::{
    assignment::{Assignment, Role},
    ids::CadreId,
    time::{Date, Instant, Zone},
};
use daylog_storage::{
    Read, StorageError,
    cadres::{self, StoredCadre},
    devices::{self, DeviceState},
    id,
};

use super::text::time_or_date;
use crate::types::Contactable;

/// Every cadre with their enrolled devices.
pub(super) struct People {
    cadres: HashMap<CadreId, StoredCadre>,
    devices: HashMap<CadreId, Vec<DeviceState>>,
    zone: Zone,
    today: Date,
}

impl People {
    pub(super) fn load(db: &Read<'_>, zone: Zone, today: Date) -> Result<Self, StorageError> {
        let mut by_cadre: HashMap<CadreId, Vec<DeviceState>> = HashMap::new();
        for device in devices::active(db)? {
            by_cadre.entry(CadreId(id(device.cadre)?)).or_default().push(device);
        }
        Ok(People { cadres: cadres::cadres(db)?, devices: by_cadre, zone, today })
    }

    pub(super) fn devices(&self, cadre: CadreId) -> &[DeviceState] {
        self.devices.get(&cadre).map_or(&[], Vec::as_slice)
    }

    pub(super) fn name(&self, cadre: CadreId) -> String {
        self.cadres.get(&cadre).map(|cadre| cadre.name.clone()).unwrap_or_default()
    }

    /// Fills in up to when each assigned cadre's devices have reported.
    pub(super) fn with_reports(&self, mut assignments: Vec<Assignment>) -> Vec<Assignment> {
        for assignment in &mut assignments {
            assignment.complete_to = self.devices(assignment.cadre).iter().map(|device| device.complete_to).collect();
        }
        assignments
    }

    pub(super) fn contactable(&self, cadre: CadreId, role: Role) -> Contactable {
        let person = self.cadres.get(&cadre);
        let devices = self.devices(cadre);
        let reports: Option<Vec<Instant>> = devices.iter().map(|device| device.complete_to).collect();
        let data_as_of = reports.and_then(|reports| reports.into_iter().min());
        Contactable {
            cadre,
            name: person.map(|person| person.name.clone()).unwrap_or_default(),
            office: person.map(|person| person.office.clone()).unwrap_or_default(),
            phone: person.and_then(|person| person.phone.clone()),
            role,
            data_as_of,
            data_as_of_text: data_as_of.map(|at| time_or_date(self.zone, at, self.today)),
            has_device: !devices.is_empty(),
        }
    }

    /// The last time any device of these cadres reported.
    pub(super) fn last_report(&self, cadres: impl IntoIterator<Item = CadreId>) -> Option<Instant> {
        cadres.into_iter().flat_map(|cadre| self.devices(cadre)).filter_map(|device| device.last_seen).max()
    }
}
