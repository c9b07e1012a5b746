//! The real device engine and store against the real district, over a network, disks, clocks and randomness that follow
//! from one seed. No thread and no time of the machine has a part in it, and of its files only those that lie beside a device's
//! database: envelopes, their answers, and what background delivery needs.

mod bounds;
mod carriers;
mod clocks;
mod copies;
mod counts;
mod fault_plan;
mod faults;
mod file_sizes;
mod hours;
mod invariants;
mod network;
mod older;
mod oracle;
mod phone;
mod power;
mod proofs;
mod reshape;
mod rng;
pub mod run;
mod watch;
mod watermarks;
mod world;

pub use counts::Counts;
pub use world::World;
