//! Cadres and their devices: whom to ask, and how fresh what is known of them is.

use std::{collections::HashMap, sync::Arc};

use daylog_domain::{
    assignment::Role,
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

/// Every cadre with their enrolled devices. Cheap to clone.
#[derive(Clone)]
pub(super) struct People {
    cadres: Arc<HashMap<CadreId, StoredCadre>>,
    devices: Arc<HashMap<CadreId, Vec<DeviceState>>>,
    zone: Zone,
    today: Date,
}

impl People {
    pub(super) fn load(db: &Read<'_>, zone: Zone, today: Date) -> Result<Self, StorageError> {
        Self::of(db, Arc::new(cadres::cadres(db)?), zone, today)
    }

    /// With cadres that are known already.
    pub(super) fn of(db: &Read<'_>, cadres: Arc<HashMap<CadreId, StoredCadre>>, zone: Zone, today: Date) -> Result<Self, StorageError> {
        let mut by_cadre: HashMap<CadreId, Vec<DeviceState>> = HashMap::new();
        for device in devices::active(db)? {
            by_cadre.entry(CadreId(id(device.cadre)?)).or_default().push(device);
        }
        Ok(People { cadres, devices: Arc::new(by_cadre), zone, today })
    }

    pub(super) fn devices(&self, cadre: CadreId) -> &[DeviceState] {
        self.devices.get(&cadre).map_or(&[], Vec::as_slice)
    }

    pub(super) fn name(&self, cadre: CadreId) -> String {
        self.cadres.get(&cadre).map(|cadre| cadre.name.clone()).unwrap_or_default()
    }

    /// Up to when each of a cadre's devices has reported.
    pub(super) fn reports(&self, cadre: CadreId) -> Vec<Option<Instant>> {
        self.devices(cadre).iter().map(|device| device.complete_to).collect()
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
