//! A clock that stands where a test puts it.

use std::sync::{Mutex, PoisonError};

use daylog_app::ports::Clock;
use daylog_domain::{
    clocks::{BootId, Reading},
    time::Instant,
};

/// Wall clock, time since boot and boot id, each moved on its own.
#[derive(Debug)]
pub struct FakeClock(Mutex<Reading>);

impl FakeClock {
    #[must_use]
    pub fn at(wall: Instant) -> Self {
        FakeClock(Mutex::new(Reading { wall, elapsed_ms: 60_000, boot: BootId([1; 8]) }))
    }

    /// Time passes for both clocks.
    pub fn pass_ms(&self, millis: u32) {
        self.change(|reading| {
            reading.wall = reading.wall.plus_millis(i64::from(millis));
            reading.elapsed_ms += u64::from(millis);
        });
    }

    /// Somebody sets the wall clock.
    pub fn set_wall(&self, wall: Instant) {
        self.change(|reading| reading.wall = wall);
    }

    /// The device is switched off and on again.
    pub fn reboot(&self) {
        self.change(|reading| {
            reading.elapsed_ms = 0;
            reading.boot = BootId(reading.boot.0.map(|byte| byte.wrapping_add(1)));
        });
    }

    fn change(&self, change: impl FnOnce(&mut Reading)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Clock for FakeClock {
    fn read(&self) -> Reading {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
