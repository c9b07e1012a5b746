//! What befalls a world between its steps: deaths, full disks, clocks, reassignments, revocations, purges, and paths that
//! change. Older states that come back are `copies`' affair. Each keeps the oracle true about what it may have taken away.

use std::collections::BTreeSet;

use super::{network::Path, oracle::Assigned, world::World};
use crate::parts::roster;

const YEAR_MS: i64 = 365 * 86_400_000;
const MOST_PHONES: usize = 6;

impl World {
    pub fn befall(&mut self) {
        let fault_plan = self.fault_plan.clone();
        let mut happens = |rate: u64| self.rng.happens(rate);
        let (partition, black_hole, death, full, clock) = (
            happens(fault_plan.partitions),
            happens(fault_plan.black_holes),
            happens(fault_plan.deaths),
            happens(fault_plan.full_disks),
            happens(fault_plan.clocks),
        );
        let (reassignment, copy, clone, restore, revocation, purge) = (
            happens(fault_plan.reassignments),
            happens(fault_plan.copies),
            happens(fault_plan.clones),
            happens(fault_plan.server_restores),
            happens(fault_plan.revocations),
            happens(fault_plan.purges),
        );
        let phone = self.rng.place(self.phones.len());
        if partition {
            self.cut_a_direction(phone);
        }
        if black_hole {
            self.swallow(phone);
        }
        if death {
            self.somebody_dies(phone);
        }
        if full {
            self.fill_a_disk(phone);
        }
        if clock {
            self.move_a_clock(phone);
        }
        if reassignment {
            self.reassign();
        }
        if copy {
            self.copy_or_put_back(phone);
        }
        if clone && self.phones.len() < MOST_PHONES {
            self.clone_phone(phone);
        }
        if restore {
            self.back_up_or_restore();
        }
        if revocation {
            self.revoke(phone);
        }
        if purge {
            self.purge();
        }
    }

    fn cut_a_direction(&mut self, phone: usize) {
        let (up, down) = (self.rng.below(2) == 0, self.rng.below(2) == 0);
        let path = &mut self.network.paths[phone];
        (path.is_cut_up, path.is_cut_down) = (up, down);
        self.counts.add(match (up, down) {
            (true, false) | (false, true) => "partition of one direction",
            (true, true) => "partition",
            (false, false) => "partition healed",
        });
    }

    fn swallow(&mut self, phone: usize) {
        let limit = (self.rng.below(3) > 0).then(|| 300 + self.rng.place(3_000));
        self.network.paths[phone] = Path { swallows_above: limit, ..self.network.paths[phone].clone() };
        self.counts.add("black hole for large messages");
    }

    fn somebody_dies(&mut self, phone: usize) {
        match self.rng.below(4) {
            0 => {
                self.counts.add("district killed");
                self.district.die();
                self.district.start().unwrap();
            }
            1 => {
                self.counts.add("district stopped and started");
                self.district.stop();
                self.district.start().unwrap();
            }
            kind => {
                let one = &mut self.phones[phone];
                one.forget_exchange();
                if kind == 2 {
                    one.device.die();
                } else {
                    one.device.stop();
                    one.device.reboot();
                }
                one.device.disk.limit(None);
                one.device.start().unwrap();
                self.counts.add(if kind == 2 { "device killed" } else { "device stopped and started" });
            }
        }
    }

    fn fill_a_disk(&mut self, phone: usize) {
        let disk = if self.rng.below(3) == 0 { &self.district.disk } else { &self.phones[phone].device.disk };
        if self.rng.below(3) == 0 {
            disk.limit(None);
        } else {
            disk.limit(Some(disk.used() + self.rng.below(40_000)));
            self.counts.add("disk filled up");
        }
    }

    fn move_a_clock(&mut self, phone: usize) {
        let device = &mut self.phones[phone].device;
        device.off_ms = match self.rng.below(3) {
            0 => 0,
            1 => device.off_ms - self.rng.below(86_400_000).cast_signed(),
            _ => (self.rng.below(20).cast_signed() - 10) * YEAR_MS,
        };
        self.counts.add("clock moved");
    }

    /// Some households go to other cadres, now or for a time that lies ahead.
    fn reassign(&mut self) {
        let household = 1 + u32::try_from(self.rng.below(self.fault_plan.households.into())).unwrap();
        let now = self.district.now();
        if self.rng.below(4) == 0 {
            let cadre = 1 + u32::try_from(self.rng.below(self.fault_plan.cadres.into())).unwrap();
            let from = now.plus_minutes(self.rng.below(60).cast_signed());
            let until = (self.rng.below(2) == 0).then(|| from.plus_minutes(1 + self.rng.below(60).cast_signed()));
            if self.district.schedule(household, cadre, from, until).is_ok() {
                self.oracle.schedule(Assigned::new(household, cadre, from, until));
                self.counts.add("assignment for a time ahead");
            }
            return;
        }
        let count = 1 + self.rng.below(3);
        let households: BTreeSet<u32> =
            (0..count).map(|_| 1 + u32::try_from(self.rng.below(self.fault_plan.households.into())).unwrap()).collect();
        let mut rows = Vec::new();
        for household in households {
            let cadres: BTreeSet<u32> =
                (0..1 + self.rng.below(2)).map(|_| 1 + u32::try_from(self.rng.below(self.fault_plan.cadres.into())).unwrap()).collect();
            let mut cadres: Vec<u32> = cadres.into_iter().collect();
            if self.rng.below(2) == 0 {
                cadres.reverse();
            }
            rows.push((household, cadres));
        }
        if self.district.import(&roster(&rows)).is_ok() {
            self.oracle.assign(&rows, now);
            self.counts.add("roster reassigned households");
        }
    }

    /// All content about a household goes. What waits on a device has not come yet and is not covered.
    fn purge(&mut self) {
        let household = 1 + u32::try_from(self.rng.below(self.fault_plan.households.into())).unwrap();
        self.district.disk.limit(None);
        let there: Vec<String> = self.on_server().into_iter().filter(|text| self.oracle.saved[text].about.is_of(household)).collect();
        // What is quarantined of the same logs is cleaned as well, of this household and of no other.
        let quarantine = self.evidence_of_orphans();
        let went = self.district.purge(household).unwrap();
        let cleaned: Vec<String> = quarantine.difference(&self.evidence_of_orphans()).cloned().collect();
        assert_eq!(went, there.len(), "entries about household {household}");
        assert!(cleaned.iter().all(|text| self.oracle.saved[text].about.is_of(household)), "{cleaned:?} went with household {household}");
        self.phones.iter_mut().for_each(|phone| there.iter().for_each(|text| drop(phone.holds.take(text))));
        self.copies.iter_mut().for_each(|copy| there.iter().for_each(|text| drop(copy.holds.take(text))));
        self.counts.add_many("entry purged", there.len() as u64);
        self.oracle.purged.extend(there);
        self.oracle.purged.extend(cleaned);
        self.counts.add("household purged");
    }

    fn revoke(&mut self, phone: usize) {
        let number = self.phones[phone].number;
        let others = self.phones.iter().any(|one| one.number != number && !self.oracle.told.revoked.contains(&one.number));
        if others && self.district.revoke(number).is_ok() {
            self.oracle.told.revoked.insert(number);
            self.oracle.ever_revoked.insert(number);
            self.counts.add("device revoked");
        }
    }
}
