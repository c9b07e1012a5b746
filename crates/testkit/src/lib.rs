//! For tests and measurements only: a clock to set, seeded randomness, and entries as a district really makes them.

mod clock;
mod mix;
mod random;

pub use clock::FakeClock;
pub use mix::Mix;
pub use random::SeededRandom;
