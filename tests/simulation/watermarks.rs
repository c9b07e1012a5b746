//! Backups that are read back, what devices evict behind them, and a district that comes back from one. Time passes in
//! days here, so that content ends on phones while a world lives.

use daylog_domain::time::Zone;

use super::{phone::Phone, world::World};

const DAY_MS: u64 = 86_400_000;

impl World {
    pub fn rely_on_backups(&mut self) {
        match self.later_rng.below(8) {
            0..3 => self.back_up_and_read_back(),
            3..6 => {
                let days = 1 + self.later_rng.below(2);
                self.district.pass_ms((days * DAY_MS).cast_signed());
                self.counts.add("days passed");
            }
            _ => {
                let newest = (0..self.backups.len()).find(|place| self.backups[*place].verified == Some(self.oracle.verified));
                if let Some(newest) = newest.filter(|_| self.oracle.verified > 0) {
                    self.counts.add("district restored from its last verified backup");
                    self.restore(newest);
                }
            }
        }
    }

    fn back_up_and_read_back(&mut self) {
        self.back_up();
        let Some(backup) = self.backups.first() else { return };
        if self.district.sign_watermark(&backup.held).is_err() {
            return;
        }
        self.oracle.verified += 1;
        self.backups[0].verified = Some(self.oracle.verified);
        let there = self.on_server();
        self.oracle.backed_up.extend(there);
        self.counts.add("backup read back and watermark moved");
    }

    /// A backup older than the one that devices rely on: what they evicted since is nowhere. The last one loses nothing.
    pub fn lose_what_devices_evicted(&mut self, verified: Option<u64>) {
        if verified.is_none_or(|verified| verified < self.oracle.verified) {
            let there = self.on_server();
            let lost = self.oracle.backed_up.iter().filter(|text| !there.contains(text)).cloned();
            self.oracle.gone.extend(lost);
        }
    }

    /// Whether phones evict the content of households by now: here all end on one day.
    pub fn is_over(&self, phone: &Phone) -> bool {
        let later = &self.fault_plan.later;
        let today = Zone::SHANGHAI.date_of(self.district.now());
        let households = phone.device.open().households().unwrap();
        later.watermarks > 0 && households.iter().any(|known| known.household.content_ends(later.phone_days).is_some_and(|end| end < today))
    }
}
