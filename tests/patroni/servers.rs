//! Two real server processes behind one list of addresses, and devices of the real client code that push to them over TLS, while
//! nodes and processes die.

use std::{thread, time::Duration};

use daylog_testkit::{
    patroni::{Nodes, Replication},
    postgres::Version,
};
use daylog_tests::harness::{Fleet, Servers, writers};
use postgres::{Client, NoTls};

use super::DEATHS;

const DEVICES: usize = 8;

fn servers(nodes: &Nodes) -> Servers {
    Servers::new(&format!("{}&district=d1", nodes.url()), 2, &Fleet::roster(DEVICES))
}

fn epoch(nodes: &Nodes) -> Vec<u8> {
    Client::connect(&nodes.url(), NoTls).unwrap().query_one("SELECT epoch FROM d1.district", &[]).unwrap().get(0)
}

#[test]
fn whatever_dies_devices_finish_and_no_acknowledged_entry_is_lost_or_doubled() {
    let mut nodes = Nodes::start(Version::V15, Replication::Synchronous);
    let mut servers = servers(&nodes);
    let mut fleet = Fleet::of(&servers, DEVICES);
    let before = epoch(&nodes);
    for (what, part, is_leader) in DEATHS {
        let written = fleet.work_while(|| super::let_die(&mut nodes, part, is_leader));
        fleet.assert_received_are_in(|| servers.diary());
        eprintln!("{what} killed, real servers: {}", writers::told(&written));
    }
    for number in [0, 1, 0] {
        let written = fleet.work_while(|| {
            servers.kill(number);
            thread::sleep(Duration::from_secs(2));
            servers.start(number);
        });
        fleet.assert_received_are_in(|| servers.diary());
        eprintln!("server {number} killed: {}", writers::told(&written));
    }
    assert_eq!(epoch(&nodes), before, "nothing was lost, so nothing is proven to be");
    let entries = fleet.finish(&servers, false);
    assert_eq!(servers.run(&["verify"]).code, 0);
    eprintln!("{entries} entries, each there once");
}

#[test]
fn devices_of_real_servers_bring_back_what_a_promotion_lost() {
    let mut nodes = Nodes::start(Version::V15, Replication::Asynchronous);
    let servers = servers(&nodes);
    let mut fleet = Fleet::of(&servers, DEVICES);
    let before = epoch(&nodes);
    let written = fleet.work_while(|| super::lose_commits(&mut nodes, Duration::from_secs(1)));
    let after = epoch(&nodes);
    assert_ne!(after, before, "acknowledged commits were lost, and nobody said so");
    let entries = fleet.finish(&servers, true);
    assert_eq!(epoch(&nodes), after, "the epoch changes once");
    assert_eq!(servers.run(&["verify"]).code, 0);
    eprintln!("a promotion that lost commits, real servers: {}; {entries} entries, each there once", writers::told(&written));
}
