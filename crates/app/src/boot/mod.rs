//! What each system says of the time since it was switched on, and how it names that boot. Reads no wall clock.

use daylog_domain::clocks::BootId;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux;
#[cfg(any(target_os = "linux", target_os = "android"))]
use linux as system;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

#[cfg(not(any(target_os = "linux", target_os = "android", windows)))]
mod other;
#[cfg(not(any(target_os = "linux", target_os = "android", windows)))]
use other as system;

pub(crate) use system::elapsed_ms;

/// The name of this boot. Where the system gives none every process counts as a boot of its own, which proves less about
/// an entry's time and never anything false.
pub(crate) fn id() -> BootId {
    let mut id = [0; 8];
    match system::boot_name() {
        Some(name) => id.iter_mut().zip(ring::digest::digest(&ring::digest::SHA256, &name).as_ref()).for_each(|(to, from)| *to = *from),
        None => {
            let _random = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut id);
        }
    }
    BootId(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Systems without a name for the boot are left out: there each process is one.
    #[cfg(any(target_os = "linux", target_os = "android", windows))]
    #[test]
    fn two_programs_of_one_boot_agree_on_its_name_and_on_the_time_since() {
        assert_eq!(id(), id());
        let earlier_start = std::time::Instant::now();
        let (one, other) = (elapsed_ms(earlier_start), elapsed_ms(std::time::Instant::now()));
        assert!(one <= other && other - one < 60_000, "{one} {other}: counted from the boot, not from the start of the program");
        assert!(one > 0);
    }
}
