//! The real device engine and store against the real district, over a network, disks, clocks and randomness that follow
//! from one seed. No file, no thread and no time of the machine has a part in it.

mod book;
mod bounds;
mod carriers;
mod copies;
mod counts;
mod dice;
mod faults;
mod horizons;
mod hours;
mod invariants;
mod network;
mod phone;
mod power;
mod proofs;
mod reshape;
pub mod run;
mod watch;
mod weather;
mod world;

pub use counts::Counts;
pub use world::World;
