//! Linux and Android: CLOCK_BOOTTIME, which runs on in sleep, and the name that the kernel gives each boot.

use rustix::time::{ClockId, clock_gettime};

pub(crate) fn elapsed_ms(_: std::time::Instant) -> u64 {
    let now = clock_gettime(ClockId::Boottime);
    u64::try_from(now.tv_sec).unwrap_or(0).saturating_mul(1000) + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
}

pub(super) fn boot_name() -> Option<Vec<u8>> {
    let name = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    (!name.trim().is_empty()).then(|| name.into_bytes())
}
