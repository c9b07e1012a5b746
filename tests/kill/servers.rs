//! Two servers of one district on PostgreSQL, and devices that push to whichever answers: a server dies, the database dies, and
//! everything that was acknowledged is there once.

use std::{thread, time::Duration};

use daylog_testkit::{
    SeededRandom,
    postgres::{Cluster, Settings, Stop, Version},
};
use daylog_tests::harness::{Fleet, Servers, writers};

use crate::cycles;

const DEVICES: usize = 3;

#[test]
fn whichever_of_two_servers_and_their_database_dies_every_acknowledged_entry_is_there_once() {
    let cluster = Cluster::start_with(Version::V15, &Settings { fsync: true, lines: Vec::new() });
    let mut servers = Servers::new(&format!("{}?district=d17", cluster.fresh_database()), 2, &Fleet::roster(DEVICES));
    let mut fleet = Fleet::of(&servers, DEVICES);
    let mut random = SeededRandom::new(17);
    for cycle in 1..=cycles() / 10 {
        let written = fleet.work_while(|| {
            thread::sleep(Duration::from_millis(random.below(500)));
            match random.below(3) {
                0 => {
                    cluster.stop(Stop::Immediate);
                    cluster.start_again();
                }
                server => {
                    let server = usize::from(server == 1);
                    servers.kill(server);
                    thread::sleep(Duration::from_millis(random.below(500)));
                    servers.start(server);
                }
            }
        });
        fleet.assert_received_are_in(|| servers.diary());
        eprintln!("cycle {cycle}: {}", writers::told(&written));
    }
    let entries = fleet.finish(&servers, false);
    eprintln!("{entries} entries, each there once");
}
