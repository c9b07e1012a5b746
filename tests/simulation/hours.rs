//! The district's clock jumps: by seconds, days or years, ahead and back. Devices' clocks are `faults`' affair.

use super::world::World;

const DAY_MS: u64 = 86_400_000;
const YEAR_MS: i64 = 365 * 86_400_000;

impl World {
    /// Faults that came later, each with chance of its own.
    pub fn befall_later(&mut self) {
        let fault_plan = self.fault_plan.later.clone();
        if self.later_rng.happens(fault_plan.district_clock) {
            self.move_the_districts_clock();
        }
        if self.later_rng.happens(fault_plan.background_deliveries) {
            self.somebody_carries();
        }
        if self.later_rng.happens(fault_plan.watermarks) {
            self.rely_on_backups();
        }
    }

    fn move_the_districts_clock(&mut self) {
        let off_ms = match self.later_rng.below(4) {
            0 => 0,
            1 => self.district.off_ms() - self.later_rng.below(DAY_MS).cast_signed(),
            2 => self.district.off_ms() - self.later_rng.below(90_000).cast_signed(),
            _ => (self.later_rng.below(21).cast_signed() - 10) * YEAR_MS,
        };
        if !self.reaches_now() {
            return;
        }
        self.counts.add(if off_ms < self.district.off_ms() { "district's clock went back" } else { "district's clock went ahead" });
        self.district.set_off_ms(off_ms);
    }

    /// Lets the district write at this time of its clock, so that the oracle knows what has begun before the clock is another.
    /// False where its disk is full.
    pub fn reaches_now(&mut self) -> bool {
        let has_written = self.district.import(&[]).is_ok();
        if has_written {
            self.oracle.came_to_pass(self.district.now());
        }
        has_written
    }
}
