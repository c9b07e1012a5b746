//! A throw-away PostgreSQL cluster for several test programs: `daylog-test-cluster 15` says its URL on standard output, and
//! keeps it until standard input ends. Tests only, never shipped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::io::{Write as _, copy, sink, stdin, stdout};

use daylog_testkit::postgres::{Cluster, Version};

fn main() {
    let asked = std::env::args().nth(1).unwrap_or_default();
    let version = Version::ALL.into_iter().find(|version| version.to_string() == asked);
    let cluster = Cluster::start(version.unwrap_or_else(|| panic!("there is no version {asked:?}")));
    println!("{}", cluster.url("postgres"));
    stdout().flush().unwrap();
    copy(&mut stdin(), &mut sink()).unwrap();
}
