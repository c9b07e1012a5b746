//! How this device stands, and which households it holds. Needs no network.

use daylog_domain::{clocks::offset_millis, household::Household};

use crate::{App, Problem, views::device::DeviceView};

impl App {
    pub fn device(&self) -> Result<DeviceView, Problem> {
        let sync = self.sync_state()?;
        self.with_store(|store, context| {
            let enrolled = context.enrolled()?;
            let zone = enrolled.settings.zone;
            let log = store.log()?;
            Ok(DeviceView {
                cadre: enrolled.cadre_name.clone(),
                office: enrolled.office.clone(),
                district: enrolled.district.clone(),
                today: zone.date_of(context.now),
                last_sync: sync.last.map(|last| zone.local(last).format("%Y-%m-%dT%H:%M:%S").to_string()),
                sync,
                clock_offset_ms: context.device.server_time.map(offset_millis),
                log: log.log.to_string(),
                last: log.last,
                head: log.head.0.iter().map(|byte| format!("{byte:02x}")).collect(),
                server_has: log.have,
            })
        })
    }

    /// Every household on this device, by code.
    pub fn households(&self) -> Result<Vec<Household>, Problem> {
        self.with_store(|store, context| {
            context.enrolled()?;
            Ok(store.households()?.into_iter().map(|known| known.household).collect())
        })
    }
}
