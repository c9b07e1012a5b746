//! One database server while eight devices push to two processes of a district: connections are cut, backends are killed, the
//! server is stopped as by a crash, somebody sits on a transaction, the files are put back to an older point. Nothing that was
//! acknowledged may be lost or doubled, nothing skipped by the device that reads beside them.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod purge;
mod recovery;

use std::{thread, time::Duration};

use daylog_testkit::{
    SeededRandom,
    postgres::{AtCommit, Cluster, Interceptor, Settings, Stop, Version},
};
use daylog_tests::harness::{pushes::Office, writers};
use postgres::{Client, NoTls};

/// A server whose commits are on the disk before they are acknowledged, and the URL of a database of it.
fn durable(version: Version) -> (Cluster, String) {
    let cluster = Cluster::start_with(version, &Settings { fsync: true, lines: Vec::new() });
    let url = cluster.fresh_database();
    (cluster, url)
}

fn client(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap()
}

/// How often each thing happens.
fn rounds() -> u32 {
    if std::env::var_os("DAYLOG_LONG").is_some() { 20 } else { 2 }
}

/// Lets the writers write for up to a second.
fn for_a_while(random: &mut SeededRandom) {
    thread::sleep(Duration::from_millis(random.below(1_000)));
}

/// Waits until the writers have written something that their devices were told of: more than one entry of each.
fn until_so_many_came(url: &str) {
    let mut client = client(url);
    let mut last = || client.query_one("SELECT last FROM d1.feed", &[]).unwrap().get::<_, i64>(0);
    let before = last();
    while last() < before + 40 {
        thread::sleep(Duration::from_millis(20));
    }
}

/// The backends of the district's connections, in no order.
fn backends(url: &str) -> Vec<u32> {
    let rows = client(url).query("SELECT pid FROM pg_stat_activity WHERE application_name = 'daylog'", &[]).unwrap();
    rows.iter().map(|row| u32::try_from(row.get::<_, i32>(0)).unwrap()).collect()
}

/// Nothing goes wrong here but what writers do to each other.
#[test]
fn eight_writers_in_two_processes_fail_skip_and_double_nothing() {
    for version in Version::ALL {
        let (_cluster, url) = durable(version);
        let office = Office::new(&url);
        let mut random = SeededRandom::new(14);
        let written = office.push_while(|| (0..4).for_each(|_| for_a_while(&mut random)));
        office.assert_all_there_once(false);
        let failed: u64 = written.iter().map(|writer| writer.failed).sum();
        assert_eq!(failed, 0, "a push failed although nothing stood in its way");
        eprintln!("PostgreSQL {version}: {}", writers::told(&written));
    }
}

#[test]
fn whatever_befalls_the_server_nothing_acknowledged_is_lost_or_doubled() {
    for version in Version::ALL {
        let (cluster, url) = durable(version);
        let office = Office::new(&url);
        let epoch = office.epoch();
        let mut random = SeededRandom::new(15);
        let written = office.push_while(|| {
            for _ in 0..rounds() {
                for_a_while(&mut random);
                cut_connections(&url);
                for_a_while(&mut random);
                if let Some(backend) = random.pick(&backends(&url)) {
                    cluster.kill_backend(*backend);
                    cluster.wait_until_ready();
                }
                for how in [Stop::Immediate, Stop::Fast, Stop::Kill] {
                    for_a_while(&mut random);
                    cluster.stop(how);
                    cluster.start_again();
                }
            }
        });
        assert_eq!(office.epoch(), epoch, "nothing was lost, so nothing is proven to be");
        office.assert_all_there_once(false);
        eprintln!("PostgreSQL {version}: {}", writers::told(&written));
    }
}

/// As an administrator does: each connection is told to end, and knows why.
fn cut_connections(url: &str) {
    client(url).query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'daylog'", &[]).unwrap();
}

/// The outcome of a commit is not known to whoever asked for it: the server did it or not, and says so no more; or it hangs.
#[test]
fn whatever_becomes_of_a_commit_nothing_acknowledged_is_lost_or_doubled() {
    for version in Version::ALL {
        let (cluster, url) = durable(version);
        let interceptor = Interceptor::before(cluster.port());
        let url = url.replace(&format!(":{}/", cluster.port()), &format!(":{}/", interceptor.port()));
        let office = Office::new(&format!("{url}?timeout=1"));
        let mut random = SeededRandom::new(17);
        let all = [AtCommit::CutBefore, AtCommit::CutAfter, AtCommit::Swallow, AtCommit::KeepAnswer];
        let written = office.push_while(|| {
            for (times, how) in (1..).zip((0..rounds()).flat_map(|_| all)) {
                interceptor.spoil(how, random.below(5));
                interceptor.wait_until_spoiled(times);
            }
            cluster.freeze();
            // Past every deadline.
            thread::sleep(Duration::from_secs(3));
            cluster.thaw();
        });
        let failed: u64 = written.iter().map(|writer| writer.failed).sum();
        assert!(failed >= 4 * u64::from(rounds()), "each of the spoiled commits was told to a device");
        office.assert_all_there_once(false);
        eprintln!("PostgreSQL {version}: {}", writers::told(&written));
    }
}

#[test]
fn whoever_sits_on_a_transaction_delays_writers_and_loses_nothing() {
    for version in Version::ALL {
        let (_cluster, url) = durable(version);
        let office = Office::new(&url);
        // One that has read everything and says nothing more, from before the first push to behind the last.
        let mut idle = client(&url);
        idle.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM d1.entry").unwrap();
        let mut random = SeededRandom::new(16);
        let written = office.push_while(|| {
            for _ in 0..rounds() {
                for_a_while(&mut random);
                // And one that holds what every writer needs.
                let mut holder = client(&url);
                holder.batch_execute("BEGIN; SELECT last FROM d1.feed FOR UPDATE").unwrap();
                for_a_while(&mut random);
            }
            for_a_while(&mut random);
        });
        idle.batch_execute("COMMIT").unwrap();
        office.assert_all_there_once(false);
        eprintln!("PostgreSQL {version}: {}", writers::told(&written));
    }
}

#[test]
fn a_database_that_came_back_older_is_noticed_once_and_its_devices_bring_back_what_it_lacks() {
    for version in Version::ALL {
        let (cluster, url) = durable(version);
        let office = Office::new(&url);
        let before = office.epoch();
        office.push_while(|| until_so_many_came(&url));
        cluster.stop(Stop::Fast);
        cluster.keep_copy("older");
        cluster.start_again();
        let written = office.push_while(|| {
            until_so_many_came(&url);
            cluster.stop(Stop::Immediate);
            cluster.put_back("older");
            cluster.start_again();
            until_so_many_came(&url);
        });
        office.assert_healed_in_one_new_epoch(before);
        eprintln!("PostgreSQL {version}: {}", writers::told(&written));
    }
}
