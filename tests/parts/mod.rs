//! The real device and the real district on disks that can fail, in one process and without a network, and what it means
//! that their files are sound. Which faults befall them is the caller's affair.

mod device;
mod district;
mod roster;
mod sound;

pub use device::{Device, Stop, device_key, note, text};
pub use district::{District, START};
pub use roster::{Household, roster};
pub use sound::{sound_device, sound_district};

/// Takes away the guard that `DAYLOG_FAULT` names, so that a run can show that it would notice.
fn choose_fault() {
    static CHOSEN: std::sync::Once = std::sync::Once::new();
    CHOSEN.call_once(|| {
        let Ok(name) = std::env::var("DAYLOG_FAULT") else { return };
        let fault = daylog_teeth::Fault::ALL.iter().copied().find(|fault| format!("{fault:?}") == name);
        daylog_teeth::choose(Some(fault.unwrap_or_else(|| panic!("there is no fault {name}"))));
    });
}
