//! PostgreSQL that says nothing: whoever asks is told so in time, nothing that may be written is said not to be, and work goes on
//! as soon as it answers.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use daylog_storage::{Address, Database, StorageCode, StorageError};
use daylog_testkit::postgres::{AtCommit, Cluster, Interceptor, Settings, Version};

use crate::{
    databases::keys,
    failures::{add, code, count},
};

/// Seconds, as an address says it.
const TIMEOUT: u64 = 2;

/// Far beyond a deadline and all that it is waited for besides, and far below what ends by itself.
const SOON: Duration = Duration::from_secs(20);

fn made(url: &str) -> Database {
    Database::create_at(&Address::parse(url).unwrap(), &keys().0).unwrap()
}

fn impatient(cluster: &Cluster, options: &str) -> String {
    format!("{}?timeout={TIMEOUT}{options}", cluster.url("postgres"))
}

/// A server, and a database of it that waits for nobody long.
fn served() -> (Cluster, Database) {
    let cluster = Cluster::start_with(Version::V15, &Settings::default());
    let database = made(&impatient(&cluster, ""));
    (cluster, database)
}

/// A server, what stands before it, and a database that is reached through that.
fn intercepted() -> (Cluster, Interceptor, Database) {
    let cluster = Cluster::start_with(Version::V15, &Settings::default());
    let interceptor = Interceptor::before(cluster.port());
    let url = impatient(&cluster, "").replace(&format!(":{}/", cluster.port()), &format!(":{}/", interceptor.port()));
    let database = made(&url);
    (cluster, interceptor, database)
}

#[test]
fn a_server_that_hangs_holds_nobody_for_long_and_work_goes_on_when_it_does() {
    let (cluster, database) = served();
    database.write(|db| add(db, 1)).unwrap();
    cluster.freeze();
    let began = Instant::now();
    let found = thread::scope(|scope| {
        let asked = [
            scope.spawn(|| code(database.read(count))),
            scope.spawn(|| code(database.write(|db| add(db, 2)))),
            scope.spawn(|| code(database.write(|db| add(db, 3)))),
        ];
        asked.map(|asked| asked.join().unwrap())
    });
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    for found in found {
        assert!(matches!(found, (StorageCode::Silent | StorageCode::Unreachable | StorageCode::Busy, true)), "{found:?}");
    }
    cluster.thaw();
    assert_eq!(database.read(count).unwrap(), 1, "nothing was committed by anybody who was told that nothing was");
    database.write(|db| add(db, 2)).unwrap();
}

#[test]
fn a_statement_that_runs_for_too_long_is_ended_and_the_next_one_is_not() {
    let (_cluster, database) = served();
    let asleep = database.read(|db| db.one("SELECT pg_sleep(600)::text", &[], |row| row.get::<String>(0)));
    assert_eq!(code(asleep), (StorageCode::Silent, true));
    assert_eq!(database.read(count).unwrap(), 0);
}

#[test]
fn where_a_standby_is_waited_for_that_is_gone_writers_are_told_in_time_and_readers_go_on() {
    let (cluster, database) = served();
    cluster.wait_for_a_standby(true);
    let mut positions = 0_i64..;
    let mut write = || database.write(|db| add(db, positions.next().unwrap()));
    let first = loop {
        if let Err(error) = write() {
            break error;
        }
    };
    assert_eq!((first.code(), first.is_transient()), (StorageCode::CommitUnknown, true));
    // Behind the one that is unknown: it holds the district's lock, or that was given free by now and this one waits for the standby.
    assert!(matches!(code(write()), (StorageCode::Busy | StorageCode::CommitUnknown, true)));
    assert!(database.read(count).is_ok());
    cluster.wait_for_a_standby(false);
    while write().is_err() {}
}

/// PostgreSQL answers such a commit as if it had waited, with a warning.
#[test]
fn a_commit_that_an_administrator_tells_not_to_wait_for_its_standby_is_not_taken_for_one_that_did() {
    let (cluster, database) = served();
    cluster.wait_for_a_standby(true);
    let cancel = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    let first = thread::scope(|scope| {
        scope.spawn(|| while database.read(|db| db.one(cancel, &[], |row| row.get::<i64>(0))).unwrap() == 0 {});
        (0_i64..).find_map(|position| database.write(|db| add(db, position)).err()).unwrap()
    });
    assert_eq!((first.code(), first.is_transient()), (StorageCode::CommitUnknown, true));
    assert_eq!(first.detail(), "postgres 01000");
}

/// The commit is done or not, and nobody answers.
#[test]
fn a_commit_that_is_not_answered_in_time_is_said_to_be_unknown_and_readers_go_on() {
    let (_cluster, interceptor, database) = intercepted();
    for (how, written) in [(AtCommit::Swallow, 0), (AtCommit::KeepAnswer, 1)] {
        interceptor.spoil(how, 0);
        let began = Instant::now();
        let (committing, answered) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                interceptor.wait_until_spoiled(written + 1);
                committing.send(database.read(count).map(drop)).unwrap();
            });
            assert_eq!(code(database.write(|db| add(db, 1))), (StorageCode::CommitUnknown, true), "{how:?}");
            answered.recv().unwrap().unwrap();
        });
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        assert_eq!(database.read(count).unwrap(), i64::try_from(written).unwrap(), "{how:?}");
    }
    database.write(|db| add(db, 2)).unwrap();
}

#[test]
fn a_connection_that_goes_during_a_commit_leaves_it_unknown_whether_it_was_done() {
    let (_cluster, interceptor, database) = intercepted();
    for (how, written) in [(AtCommit::CutBefore, 0), (AtCommit::CutAfter, 1)] {
        interceptor.spoil(how, 0);
        assert_eq!(code(database.write(|db| add(db, 1))), (StorageCode::CommitUnknown, true), "{how:?}");
        assert_eq!(database.read(count).unwrap(), written, "{how:?}");
    }
}

#[test]
fn when_every_connection_of_the_pool_is_in_use_the_next_call_is_told_so_in_time() {
    let cluster = Cluster::start_with(Version::V15, &Settings::default());
    let database = made(&impatient(&cluster, "&pool=2"));
    let one_more = || {
        database.read(|_| {
            database.read(|db| {
                assert_eq!(count(db)?, 0);
                let began = Instant::now();
                let refused = code(database.read(count));
                assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
                Ok::<_, StorageError>(refused)
            })
        })
    };
    assert_eq!(one_more().unwrap(), (StorageCode::TooManyConnections, true));
    assert_eq!(database.read(count).unwrap(), 0, "they are given back");
}

/// A file of the server that may not grow shows to it as a disk without room: part of a page was written.
#[test]
fn a_server_without_room_says_so_and_goes_on_when_there_is_some() {
    let (cluster, database) = served();
    // More than the server's own files have, and in the middle of a page.
    cluster.limit_files(Some(24 * 1024 * 1024 + 4096));
    let mut position = 0;
    let refused = loop {
        let rows = position..position + 50_000;
        position += 50_000;
        let row = |at| [daylog_storage::Value::Integer(at), daylog_storage::Value::Bytes(&[7; 32])];
        match database.write(|db| db.copy_in("tree (position, hash)", rows.clone().map(row))) {
            Ok(_) => assert!(position < 2_000_000, "the limit is never met"),
            Err(error) => break error,
        }
    };
    assert_eq!((refused.code(), refused.is_transient(), refused.detail().as_str()), (StorageCode::DiskFull, true, "postgres 53100"));
    let held = database.read(count).unwrap();
    assert_eq!(held, position - 50_000, "what was committed before is there, and nothing of what was refused");
    cluster.limit_files(None);
    assert!(database.can_write());
    database.write(|db| add(db, position)).unwrap();
    assert_eq!(database.read(count).unwrap(), held + 1);
}
