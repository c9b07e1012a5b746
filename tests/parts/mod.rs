//! The real device and the real district on disks that can fail, in one process and without a network, and what it means
//! that their files are sound. Which faults befall them is the caller's affair.

mod delivery;
mod device;
mod district;
mod roster;
mod sound;

pub use device::{Device, Stop, device_key, note, text};
pub use district::{District, START};
pub use roster::{Household, roster};
pub use sound::{sound_device, sound_district};
