//! A PostgreSQL server of this machine to measure on, and the large city moved to it.

use daylog_storage::Address;
use daylog_testkit::postgres::{Cluster, Settings, Version};

/// Durable as a real one, with room to work in: with what PostgreSQL comes with, checkpoints write every page anew.
pub const TOLD: &str = "shared_buffers 512 MB, max_wal_size 4 GB";

pub fn start(version: Version) -> Cluster {
    let lines = vec!["shared_buffers = '512MB'".to_owned(), "max_wal_size = '4GB'".to_owned()];
    Cluster::start_with(version, &Settings { fsync: true, lines })
}

/// Where a district of this name lies in a fresh database of the cluster.
pub fn district(url: &str, name: &str) -> (Address, String) {
    let text = format!("{url}?district={name}");
    (Address::parse(&text).unwrap(), text)
}
