//! One cluster of each version for all tests of a process, which take a database each.

use std::sync::OnceLock;

use super::{Cluster, Version};

/// Made when the first test asks, and removed when the process ends.
///
/// # Panics
/// When it cannot be made; every test that asks says so.
pub fn shared(version: Version) -> &'static Cluster {
    static V15: OnceLock<Cluster> = OnceLock::new();
    static V18: OnceLock<Cluster> = OnceLock::new();
    match version {
        Version::V15 => V15.get_or_init(|| Cluster::start(version)),
        Version::V18 => V18.get_or_init(|| Cluster::start(version)),
    }
}
