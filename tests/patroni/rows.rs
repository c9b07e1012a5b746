//! Plain rows, without Daylog: what the set-up by itself keeps.

use std::collections::BTreeSet;

use daylog_testkit::{
    patroni::{Nodes, Replication},
    postgres::Version,
};
use daylog_tests::harness::writers::{self, Written};
use postgres::{Client, NoTls};

use super::DEATHS;

const WRITERS: u64 = 8;

/// A writer of rows on whichever node leads, with a new connection after each failure.
fn writer(url: &str, writer: u64) -> impl FnMut(u64) -> bool {
    let (url, mut open) = (url.to_owned(), None::<Client>);
    move |number| {
        let mut client = match open.take().map_or_else(|| Client::connect(&url, NoTls), Ok) {
            Ok(client) => client,
            Err(_) => return false,
        };
        let row = [i64::try_from(writer).unwrap(), i64::try_from(number).unwrap()];
        let written = client.execute("INSERT INTO entry VALUES ($1, $2) ON CONFLICT DO NOTHING", &[&row[0], &row[1]]);
        let is_acknowledged = written.is_ok();
        if is_acknowledged {
            open = Some(client);
        }
        is_acknowledged
    }
}

fn assert_all_there(nodes: &Nodes, written: &[Written]) {
    let mut client = Client::connect(&nodes.url(), NoTls).unwrap();
    for (writer, written) in written.iter().enumerate() {
        let rows = client.query("SELECT number FROM entry WHERE writer = $1", &[&i64::try_from(writer).unwrap()]).unwrap();
        let there: BTreeSet<u64> = rows.iter().map(|row| u64::try_from(row.get::<_, i64>(0)).unwrap()).collect();
        let lost: Vec<u64> = (1..=written.acknowledged).filter(|number| !there.contains(number)).collect();
        assert!(lost.is_empty(), "writer {writer} lost {lost:?} of {}", written.acknowledged);
    }
}

#[test]
fn whatever_dies_no_acknowledged_row_is_lost() {
    let mut nodes = Nodes::start(Version::V15, Replication::Synchronous);
    let url = nodes.url();
    Client::connect(&url, NoTls)
        .unwrap()
        .batch_execute("CREATE TABLE entry (writer bigint, number bigint, PRIMARY KEY (writer, number))")
        .unwrap();
    for (what, part, is_leader) in DEATHS {
        Client::connect(&url, NoTls).unwrap().batch_execute("TRUNCATE entry").unwrap();
        let written = writers::write_while(WRITERS, |number| writer(&url, number), || super::let_die(&mut nodes, part, is_leader));
        assert_all_there(&nodes, &written);
        eprintln!("{what} killed: {}", writers::told(&written));
    }
}
