//! Two servers of one district on PostgreSQL, and devices that push to whichever answers: a server dies, the database dies or is
//! put back to an earlier point, and everything that was acknowledged is there once.

use std::{thread, time::Duration};

use daylog_testkit::{
    SeededRandom,
    postgres::{Cluster, Settings, Stop, Version, archived},
};
use daylog_tests::harness::{Fleet, Servers, writers};
use postgres::{Client, NoTls};

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

fn epoch(cluster: &Cluster) -> Vec<u8> {
    Client::connect(&cluster.url("postgres"), NoTls).unwrap().query_one("SELECT epoch FROM d17.district", &[]).unwrap().get(0)
}

#[test]
fn servers_whose_database_was_restored_to_an_earlier_point_get_back_what_it_lacks() {
    let cluster = Cluster::start_with(Version::V15, &Settings { fsync: true, lines: archived() });
    let address = |cluster: &Cluster| format!("{}?district=d17", cluster.url("postgres"));
    let mut servers = Servers::new(&address(&cluster), 2, &Fleet::roster(DEVICES));
    let mut fleet = Fleet::of(&servers, DEVICES);
    let before = epoch(&cluster);
    fleet.work_while(|| cluster.base_backup("base"));
    fleet.work_while(|| cluster.name_this_point("noon"));
    // What they are told to be received from here on is not in what comes back.
    fleet.work_while(|| ());
    let mut restored = None;
    let written = fleet.work_while(|| {
        cluster.stop(Stop::Immediate);
        let other = restored.insert(cluster.restored("base", "noon"));
        servers.go_on_at(&address(other));
    });
    let after = epoch(restored.as_ref().unwrap());
    assert_ne!(after, before, "what was acknowledged was lost, and nobody said so");
    let entries = fleet.finish(&servers, true);
    assert_eq!(epoch(restored.as_ref().unwrap()), after, "the epoch changes once");
    eprintln!("restored: {}; {entries} entries, each there once", writers::told(&written));
}
