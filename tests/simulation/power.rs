//! Power that goes while somebody writes, and comes back. Files past SQLite know none of it.

use daylog_testkit::disk::{Disk, Survival};

use super::world::World;
use crate::parts::{Device, District};

/// The power may go again while something starts, and the next time as well; not for ever.
const MOST_STARTS: u32 = 100;

impl World {
    /// Works on a device's disk, and lets the power go under it now and then.
    pub fn on_device<T, E>(&mut self, phone: usize, work: impl FnOnce(&mut Device) -> Result<T, E>) -> Result<T, E> {
        let disk = self.phones[phone].device.disk.clone();
        let waited = if self.order_cut(&disk) { self.phones[phone].waiting() } else { Vec::new() };
        let result = work(&mut self.phones[phone].device);
        if disk.is_down() {
            self.counts.add("power cut under a device");
            self.power_comes_back(phone);
            self.check_kept(phone, &waited);
        }
        disk.keep_power();
        result
    }

    pub fn on_district<T, E>(&mut self, work: impl FnOnce(&mut District) -> Result<T, E>) -> Result<T, E> {
        let disk = self.district.disk.clone();
        if self.order_cut(&disk) {
            self.district.lose_connections();
        }
        let result = work(&mut self.district);
        if disk.is_down() {
            self.counts.add("power cut under the district");
            self.district_comes_back();
        }
        disk.keep_power();
        result
    }

    fn order_cut(&mut self, disk: &Disk) -> bool {
        let is_ordered = !self.is_calm && self.rng.happens(self.fault_plan.power_cuts);
        if is_ordered {
            disk.cut_after(1 + self.rng.below(40));
        }
        is_ordered
    }

    fn power_comes_back(&mut self, phone: usize) {
        let one = &mut self.phones[phone];
        one.forget_exchange();
        for _ in 0..MOST_STARTS {
            one.device.stop();
            one.device.disk.reboot(Survival::Seeded(self.rng.draw()));
            one.device.disk.limit(None);
            one.device.reboot();
            if self.rng.happens(self.fault_plan.power_cuts * 3) {
                one.device.disk.cut_after(1 + self.rng.below(20));
            }
            if one.device.start().is_ok() && !one.device.disk.is_down() {
                return;
            }
        }
        panic!("device {phone} does not start any more");
    }

    pub fn district_comes_back(&mut self) {
        let disk = self.district.disk.clone();
        for _ in 0..MOST_STARTS {
            self.district.stop();
            disk.reboot(Survival::Seeded(self.rng.draw()));
            disk.limit(None);
            if self.rng.happens(self.fault_plan.power_cuts * 3) {
                disk.cut_after(1 + self.rng.below(20));
            }
            if self.district.start().is_ok() && !disk.is_down() {
                return;
            }
        }
        panic!("the district does not start any more");
    }
}
