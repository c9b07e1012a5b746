//! For tests and measurements only: a clock to set, seeded randomness, entries as a district really makes them,
//! a profile that is enrolled without a server, a district and its devices, random histories of one, a city of many, orders to purge content, a disk that can
//! fail, workbooks, and throw-away PostgreSQL clusters, alone or three nodes under Patroni.

pub mod city;
mod clock;
pub mod database;
pub mod disk;
pub mod district;
mod examples;
pub mod happening;
mod mix;
pub mod odd;
pub mod orders;
pub mod pages;
/// Patroni's and etcd's are, too.
#[cfg(unix)]
pub mod patroni;
/// PostgreSQL's programs are run as on Debian.
#[cfg(unix)]
pub mod postgres;
mod profile;
mod random;
pub mod workbook;

pub use clock::FakeClock;
pub use examples::{examples, raw};
pub use mix::Mix;
pub use odd::OddDay;
pub use profile::{COLLEAGUE, Profile, answer, enrolment};
pub use random::{SeededRandom, with_random_bytes_from};
