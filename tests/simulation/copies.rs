//! Older states that come back, and devices that are copied: backups of the district, copies of devices, clones. What nobody
//! can bring back any more after that is noted in the oracle.

use std::collections::BTreeSet;

use super::{
    network::Path,
    older::{Backup, Copy},
    phone::Phone,
    world::World,
};
use crate::parts::text;

impl World {
    /// What is still there to bring back, in the district or on a device that wrote it.
    fn present(&self) -> BTreeSet<String> {
        let held = self.phones.iter().flat_map(|phone| phone.holds.iter().cloned());
        held.chain(self.on_server()).collect()
    }

    /// Every text in the district.
    pub fn on_server(&self) -> Vec<String> {
        let entries = self.district.entries();
        entries.iter().map(|(_, _, bytes)| text(&daylog_wire::entry_from_bytes(bytes).unwrap().content)).collect()
    }

    /// Something puts older bytes in place of newer ones: what was nowhere else is gone.
    fn losing(&mut self, replace: impl FnOnce(&mut World)) {
        let before = self.present();
        replace(self);
        let after = self.present();
        self.oracle.gone.extend(before.difference(&after).cloned());
    }

    pub fn copy_or_put_back(&mut self, phone: usize) {
        if self.rng.below(2) == 0 && !self.copies.is_empty() {
            let Copy { phone, folder, holds } = self.copies.swap_remove(self.rng.place(self.copies.len()));
            self.counts.add("device restored from an older copy");
            self.losing(|world| {
                let one = &mut world.phones[phone];
                one.forget_exchange();
                one.device.stop();
                one.holds = holds;
                one.device.disk.put_back(&folder);
                one.device.disk.limit(None);
                one.device.start().unwrap();
            });
            self.doubled_between_phones();
        } else if self.copies.len() < 4 {
            let one = &self.phones[phone];
            self.oracle.doubled.extend(one.waiting());
            self.copies.push(Copy { phone, folder: one.device.disk.copy(), holds: one.holds.clone() });
            self.counts.add("device copied");
        }
    }

    pub fn clone_phone(&mut self, phone: usize) {
        let seed = self.rng.draw();
        let one = &self.phones[phone];
        self.oracle.doubled.extend(one.waiting());
        let mut device = one.device.cloned(seed);
        device.start().unwrap();
        let copy = Phone { holds: one.holds.clone(), ..Phone::new(device, one.cadre, one.number, one.version) };
        self.phones.push(copy);
        self.network.paths.push(Path::default());
        self.counts.add("device cloned");
    }

    pub fn back_up_or_restore(&mut self) {
        if self.rng.below(2) == 0 && !self.backups.is_empty() {
            let place = self.rng.place(self.backups.len());
            self.counts.add("district restored from an older backup");
            self.restore(place);
        } else {
            self.back_up();
        }
    }

    pub fn back_up(&mut self) {
        // Where its clock may stand elsewhere when this comes back, the copy holds what has begun by now.
        if self.fault_plan.later.district_clock > 0 && !self.reaches_now() {
            return;
        }
        self.backups.truncate(3);
        self.backups.insert(0, Backup { held: self.district.copy(), told: self.oracle.told.clone(), verified: None });
        self.counts.add("district backed up");
    }

    pub fn restore(&mut self, place: usize) {
        self.losing(|world| {
            world.district.put_back(&world.backups[place].held);
            world.district.disk.limit(None);
            world.district.start().unwrap();
            world.oracle.told = world.backups[place].told.clone();
            // It may sign other roots for the sizes that it has signed before, until somebody proves that it lost them.
            world.oracle.roots.clear();
            world.oracle.restored = true;
        });
        self.lose_what_devices_evicted(self.backups[place].verified);
        self.doubled_between_phones();
    }

    /// What two devices wrote, as one of them is a copy of the other, both may bring.
    fn doubled_between_phones(&mut self) {
        let mut seen = BTreeSet::new();
        let copies = self.copies.iter().map(|copy| &copy.holds);
        for holds in self.phones.iter().map(|phone| &phone.holds).chain(copies) {
            self.oracle.doubled.extend(holds.intersection(&seen).cloned());
            seen.extend(holds.iter().cloned());
        }
    }
}
