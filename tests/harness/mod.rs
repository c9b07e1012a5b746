//! Real programs in temporary folders: a district server, devices through the CLI, and a proxy that spoils the connection.
//!
//! The programs are those in the target folder that the test itself was built into; build them first
//! (`cargo build --bins`, or `cargo xtask test`, which does).

mod device;
mod district;
mod fleet;
mod proxy;
pub mod pushes;
mod said;
mod seeded;
mod servers;
pub mod writers;

use std::path::PathBuf;

use daylog_domain::time::Instant;

pub use device::{Device, Outcome, PIN, note};
pub use district::District;
pub use fleet::Fleet;
pub use proxy::{Mode, Proxy};
pub use said::{Run, Said, Work, entries_once};
pub use seeded::Seeded;
pub use servers::Servers;

/// The evening of the seed's page, in the district's zone.
pub const EVENING: &str = "2020-02-27T21:00:00+08:00";
pub const EVENING_INSTANT: Instant = Instant(1_582_808_400_000);
pub const DATE: &str = "2020-02-27";

/// A program that this workspace builds.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().find(|folder| folder.join(name).is_file());
    folder.unwrap_or_else(|| panic!("{name} is not built; run `cargo build --bins` first")).join(name)
}

/// A file of `tests/fixtures`.
#[must_use]
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Whether the long form of the tests was asked for.
#[must_use]
pub fn is_long() -> bool {
    std::env::var_os("DAYLOG_LONG").is_some()
}
