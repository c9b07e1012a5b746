//! Devices that push through two processes of a district while nodes die.

use std::time::Duration;

use daylog_testkit::{
    patroni::{Nodes, Replication},
    postgres::Version,
};
use daylog_tests::harness::{pushes::Office, writers};

use super::DEATHS;

fn office(nodes: &Nodes) -> Office {
    Office::new(&format!("{}&district=d1", nodes.url()))
}

#[test]
fn whatever_dies_no_acknowledged_entry_is_lost_or_doubled() {
    let mut nodes = Nodes::start(Version::V15, Replication::Synchronous);
    let office = office(&nodes);
    let epoch = office.epoch();
    for (what, part, is_leader) in DEATHS {
        let written = office.push_while(|| super::let_die(&mut nodes, part, is_leader));
        assert_eq!(office.epoch(), epoch, "nothing was lost, so nothing is proven to be");
        office.assert_all_there_once(false);
        eprintln!("{what} killed: {}", writers::told(&written));
    }
}

/// What the configuration does not do: the primary acknowledges alone, and dies before a standby heard of it.
#[test]
fn a_promotion_that_loses_commits_is_noticed_and_the_devices_bring_them_back() {
    let mut nodes = Nodes::start(Version::V15, Replication::Asynchronous);
    let office = office(&nodes);
    let before = office.epoch();
    let written = office.push_while(|| super::lose_commits(&mut nodes, Duration::from_millis(500)));
    office.assert_healed_in_one_new_epoch(before);
    eprintln!("a promotion that lost commits: {}", writers::told(&written));
}
