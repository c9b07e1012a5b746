//! Systems without a clock of their own here: counted from the start of the process, which is a boot of its own.

pub(crate) fn elapsed_ms(started: std::time::Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn boot_name() -> Option<Vec<u8>> {
    None
}
