//! What a process hears of other processes' writes.

use std::{future::Future, time::Duration};

use daylog_storage::{Database, StorageError, Wakes, Write, feed::Feed, params};
use daylog_testkit::{
    database::{At, Kind},
    postgres::Version,
};

use crate::databases::Made;

/// Far beyond what any of it takes, and nothing else ends it.
const LONG: Duration = Duration::from_secs(60);

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(LONG, work).await.unwrap() });
}

async fn until_it_listens(wakes: &mut Wakes, is_listening: bool) {
    while wakes.is_listening() != is_listening {
        wakes.next().await;
    }
}

fn take_a_number(db: &Write<'_>) -> Result<(), StorageError> {
    let mut feed = Feed::begin(db)?;
    feed.take_for_entries(1)?;
    feed.finish(db)
}

/// Ends what listens in this district, as an administrator does.
fn cut(database: &Database, district: &str) {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = ?1";
    let listening = format!("LISTEN daylog_{district}");
    let cut: i64 = database.read(|db| db.one(sql, params![listening], |row| row.get(0))).unwrap();
    assert_eq!(cut, 1);
}

#[test]
fn what_another_process_commits_is_heard_and_what_moves_nothing_or_is_another_districts_is_not() {
    for version in Version::ALL {
        let (made, stranger) = (Made::new(Kind::Postgres(version)), Made::new(Kind::Postgres(version)));
        let (other, mut wakes) = (made.again(), made.database.wakes());
        run(async {
            until_it_listens(&mut wakes, true).await;
            stranger.database.write(take_a_number).unwrap();
            other.write(|db| Feed::begin(db)?.finish(db)).unwrap();
            other.write(|db| take_a_number(db).and(Err::<(), _>(StorageError::Missing))).unwrap_err();
            let unheard = tokio::time::timeout(Duration::from_millis(200), wakes.next()).await;
            assert!(unheard.is_err(), "none of these is news");
            other.write(take_a_number).unwrap();
            wakes.next().await;
        });
    }
}

#[test]
fn who_listens_comes_back_by_itself_and_then_looks_at_once() {
    let made = Made::new(Kind::Postgres(Version::V15));
    let At::Schema(address, _) = &made.at else { panic!() };
    let (other, mut wakes) = (made.again(), made.database.wakes());
    run(async {
        until_it_listens(&mut wakes, true).await;
        cut(&other, address.district());
        until_it_listens(&mut wakes, false).await;
        other.write(take_a_number).unwrap();
        // Listening wakes too: whoever looks then finds what was told to nobody.
        until_it_listens(&mut wakes, true).await;
        other.write(take_a_number).unwrap();
        wakes.next().await;
    });
}

#[test]
fn a_file_tells_nothing() {
    let made = Made::new(Kind::Sqlite);
    let mut wakes = made.database.wakes();
    run(async {
        made.again().write(take_a_number).unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(50), wakes.next()).await.is_err());
        assert!(!wakes.is_listening());
    });
}
