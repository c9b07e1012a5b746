//! The real device and the real district, in one process and without a network: devices on disks that can fail, the district on one
//! or on the database that the environment chooses; and what it means that they are sound. Which faults befall them is the caller's affair.

mod delivery;
mod device;
mod district;
mod roster;
mod sound;

pub use device::{Device, Stop, device_key, note, text};
pub use district::{District, DistrictCopy, START};
pub use roster::{Household, roster};
pub use sound::{sound_device, sound_district};
