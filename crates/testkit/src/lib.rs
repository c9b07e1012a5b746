//! For tests and measurements only: a clock to set, seeded randomness, entries as a district really makes them,
//! and a profile that is enrolled without a server.

mod clock;
mod mix;
mod profile;
mod random;

pub use clock::FakeClock;
pub use mix::Mix;
pub use profile::{COLLEAGUE, Profile};
pub use random::SeededRandom;
