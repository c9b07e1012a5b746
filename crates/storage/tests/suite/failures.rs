//! PostgreSQL that is not there, refuses, stops or breaks: each has its code, nothing is half written, and work goes on when it
//! is back.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use daylog_storage::{Address, Database, Read, StorageCode, StorageError, Value, Write, params};
use daylog_testkit::postgres::{Cluster, Settings, Stop, Version, shared};

use crate::databases::{Made, keys};
use daylog_testkit::database::{At, Kind};

pub fn code<T>(result: Result<T, StorageError>) -> (StorageCode, bool) {
    let error = result.map(|_| ()).unwrap_err();
    (error.code(), error.is_transient())
}

fn opened(address: &str) -> Result<Database, StorageError> {
    let keys = keys();
    Database::connect(&Address::parse(address).unwrap(), &keys.0)
}

pub fn add(db: &Write<'_>, position: i64) -> Result<usize, StorageError> {
    db.run("INSERT INTO tree (position, hash) VALUES (?1, ?2)", params![position, [0_u8; 32]])
}

pub fn count(db: &Read<'_>) -> Result<i64, StorageError> {
    db.one("SELECT count(*) FROM tree", &[], |row| row.get(0))
}

fn backend(db: &Read<'_>) -> Result<u32, StorageError> {
    db.one("SELECT pg_backend_pid()", &[], |row| row.get(0))
}

#[test]
fn each_reason_not_to_be_let_in_has_its_code() {
    let cluster = shared(Version::V15);
    let good = cluster.url("postgres");
    let port = format!(":{}/", cluster.port());
    for (address, expected) in [
        (good.replace("throw-away", "wrong"), (StorageCode::Login, false)),
        (good.replace(":throw-away", ""), (StorageCode::Login, false)),
        (good.replace("/postgres", "/absent"), (StorageCode::Missing, false)),
        (good.replace(&port, ":1/"), (StorageCode::Unreachable, true)),
        (format!("{good}?sslmode=verify-full&sslrootcert=/dev/null"), (StorageCode::Certificate, false)),
        (format!("{good}?sslmode=verify-full"), (StorageCode::Certificate, false)),
    ] {
        assert_eq!(code(opened(&address)), expected, "{}", address.replace("throw-away", "…"));
    }
}

#[test]
fn a_server_that_stops_is_noticed_and_found_again() {
    let keys = keys();
    let cluster = Cluster::start_with(Version::V15, &Settings { fsync: true, ..Settings::default() });
    let database = Database::create_at(&Address::parse(&cluster.url("postgres")).unwrap(), &keys.0).unwrap();
    database.write(|db| add(db, 1)).unwrap();
    for stop in [Stop::Fast, Stop::Immediate] {
        cluster.stop(stop);
        assert_eq!(code(database.read(count)), (StorageCode::Unreachable, true));
        assert_eq!(code(database.write(|db| add(db, 2))), (StorageCode::Unreachable, true));
        cluster.start_again();
        cluster.wait_until_ready();
        assert_eq!(database.read(count).unwrap(), 1);
    }
    database.write(|db| add(db, 2)).unwrap();
    assert_eq!(database.read(count).unwrap(), 2);
}

#[test]
fn a_connection_that_goes_before_the_commit_has_the_transaction_run_again() {
    let (made, killer) = (Made::new(Kind::Postgres(Version::V15)), Made::new(Kind::Postgres(Version::V15)));
    let tried = AtomicU32::new(0);
    let written = made.database.write(|db| {
        add(db, 1)?;
        if tried.fetch_add(1, Ordering::SeqCst) == 0 {
            let process = backend(db)?;
            killer.database.read(|db| db.one("SELECT pg_terminate_backend(?1::int)", params![process], |row| row.get::<bool>(0)))?;
        }
        count(db)
    });
    assert_eq!((written.unwrap(), tried.into_inner()), (1, 2));
    assert_eq!(made.database.read(count).unwrap(), 1);
}

/// Writers of one district wait for the feed's row and never meet: a stranger stands for whatever else runs on that server.
#[test]
fn two_transactions_in_each_others_way_both_come_through() {
    let (made, stranger) = (Made::new(Kind::Postgres(Version::V15)), Made::new(Kind::Postgres(Version::V15)));
    made.database.write(|db| Ok::<_, StorageError>(add(db, 1)? + add(db, 2)?)).unwrap();
    let At::Schema(address, _) = &made.at else { panic!() };
    let (meet, tried) = (Barrier::new(2), AtomicU32::new(0));
    let lock_both = |database: &Database, [first, second]: [i64; 2]| {
        let sql = format!("UPDATE {}.tree SET hash = hash WHERE position = ?1", address.district());
        let mut is_first_try = true;
        database.write(|db| {
            tried.fetch_add(1, Ordering::SeqCst);
            db.run(&sql, params![first])?;
            if std::mem::take(&mut is_first_try) {
                meet.wait();
            }
            db.run(&sql, params![second])
        })
    };
    thread::scope(|scope| {
        let theirs = scope.spawn(|| lock_both(&stranger.database, [2, 1]));
        assert_eq!(lock_both(&made.database, [1, 2]).unwrap(), 1);
        assert_eq!(theirs.join().unwrap().unwrap(), 1);
    });
    assert_eq!(tried.into_inner(), 3, "one of the two was run again");
}

#[test]
fn what_fails_behind_the_first_row_of_an_answer_leaves_nothing_to_commit() {
    let made = Made::new(Kind::Postgres(Version::V15));
    let kept_quiet = made.database.write(|db| {
        add(db, 1)?;
        let _first = db.optional("SELECT 10 / (3 - number) FROM generate_series(1, 3) AS number", &[], |row| row.get::<i64>(0));
        Ok::<_, StorageError>(())
    });
    assert_eq!(made.database.read(count).unwrap(), 0);
    assert_eq!(code(kept_quiet), (StorageCode::Database, false));
}

#[test]
fn a_server_that_takes_no_writes_is_read_only() {
    let keys = keys();
    let cluster = Cluster::start_with(Version::V15, &Settings::default());
    let address = Address::parse(&cluster.url("postgres")).unwrap();
    let database = Database::create_at(&address, &keys.0).unwrap();
    database.write(|db| db.run("ALTER SYSTEM SET default_transaction_read_only = on", &[]).map(drop)).unwrap_err();
    cluster.stop(Stop::Fast);
    let auto = cluster.data().join("standby.signal");
    std::fs::write(&auto, b"").unwrap();
    cluster.start_again();
    cluster.wait_until_ready();
    assert_eq!(database.read(count).unwrap(), 0);
    assert_eq!(code(database.write(|db| add(db, 1))), (StorageCode::ReadOnly, true));
    assert!(!database.can_write());
    cluster.stop(Stop::Fast);
    std::fs::remove_file(&auto).unwrap();
    cluster.start_again();
    cluster.wait_until_ready();
    assert!(database.can_write() && database.write(|db| add(db, 1)).is_ok());
}

#[test]
fn when_the_server_has_no_connection_left_it_is_said() {
    let keys = keys();
    let lines = vec!["max_connections = 6".to_owned(), "superuser_reserved_connections = 0".to_owned()];
    let cluster = Cluster::start_with(Version::V15, &Settings { lines, ..Settings::default() });
    let address = Address::parse(&cluster.url("postgres")).unwrap();
    let database = Database::create_at(&address, &keys.0).unwrap();
    let meet = Barrier::new(8);
    let found: Vec<Result<i64, StorageError>> = thread::scope(|scope| {
        let readers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let found = database.read_apart(|db| {
                        let found = count(db)?;
                        meet.wait();
                        Ok(found)
                    });
                    if found.is_err() {
                        meet.wait();
                    }
                    found
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    let refused: Vec<_> = found.into_iter().filter(Result::is_err).map(code).collect();
    assert!(!refused.is_empty() && refused.len() < 8, "{refused:?}");
    assert!(refused.iter().all(|refused| *refused == (StorageCode::TooManyConnections, true)), "{refused:?}");
    assert_eq!(database.read(count).unwrap(), 0);
}

#[test]
fn a_database_is_dropped_on_a_thread_of_another_runtime() {
    let made = Made::new(Kind::Postgres(Version::V15));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async move {
        made.database.write(|db| db.copy_in("tree (position, hash)", [[Value::Integer(1), Value::Bytes(&[0; 32])]])).unwrap();
        drop(made);
    });
}
