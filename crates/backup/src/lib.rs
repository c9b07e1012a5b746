//! The district's folder and everything that outlives a machine: backup, restore, recovery kit, verification, certificates.
//!
//! It knows no HTTP and no terminal. What a district does is in `daylog-district`, what is stored in `daylog-storage`.

pub mod archive;
pub mod ca_rotation;
pub mod certificates;
pub mod folder;
pub mod kit;
pub mod moving;
pub mod purge_orders;
pub mod restore;
pub mod room;
pub mod setup;
mod staging;
pub mod verify;
