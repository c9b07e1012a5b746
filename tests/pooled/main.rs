//! PgBouncer between a district and its database: in session mode everything works, and goes on behind a crash of it; in its other
//! modes it is refused before anything is written. Only with `--long`: Debian's package of it is not among what other tests need.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use daylog_storage::{Address, Database, StorageCode, Wakes, content::ContentKeys, params};
use daylog_testkit::{
    database::content_keys,
    postgres::{Cluster, Lent, Pooler, Settings, Version},
};
use daylog_tests::harness::{Fleet, Outcome, Servers, program, pushes::Office, writers};
use postgres::{Client, NoTls};

const DEVICES: usize = 3;

/// Far beyond what any of it takes.
const LONG: Duration = Duration::from_secs(60);

fn durable(version: Version) -> Cluster {
    Cluster::start_with(version, &Settings { fsync: true, lines: Vec::new() })
}

async fn until_it_listens(wakes: &mut Wakes) {
    while !wakes.is_listening() {
        wakes.next().await;
    }
}

#[test]
fn behind_a_pooler_that_keeps_sessions_nothing_is_lost_or_doubled_and_writes_are_heard() {
    for version in Version::ALL {
        let cluster = durable(version);
        let mut pooler = Pooler::before(&cluster, Lent::ForSession);
        let office = Office::new(&pooler.url("postgres"));
        let (database, epoch) = (&office.founded.running.database, office.epoch());
        let written = office.push_while(|| {
            for _ in 0..3 {
                thread::sleep(Duration::from_millis(700));
                pooler.crash();
            }
            thread::sleep(Duration::from_millis(700));
        });
        assert_eq!(office.epoch(), epoch, "nothing was lost, so nothing is proven to be");
        office.assert_all_there_once(false);
        let settings = "SELECT current_setting('statement_timeout') || ' ' || current_setting('jit')";
        let told: String = database.read(|db| db.one(settings, params![], |row| row.get(0))).unwrap();
        assert_eq!(told, "30s off", "what a connection was set to holds in its transactions");
        let mut wakes = database.wakes();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            tokio::time::timeout(LONG, until_it_listens(&mut wakes)).await.unwrap();
            // What was told until now.
            while tokio::time::timeout(Duration::from_millis(100), wakes.next()).await.is_ok() {}
            office.push_while(|| ());
            tokio::time::timeout(LONG, wakes.next()).await.unwrap();
        });
        eprintln!("PostgreSQL {version} behind a pooler that crashed three times: {}", writers::told(&written));
    }
}

#[test]
fn real_servers_behind_a_pooler_that_crashes_lose_and_double_nothing() {
    let cluster = durable(Version::V15);
    let mut pooler = Pooler::before(&cluster, Lent::ForSession);
    let servers = Servers::new(&format!("{}?district=d17", pooler.url("postgres")), 2, &Fleet::roster(DEVICES));
    let mut fleet = Fleet::of(&servers, DEVICES);
    let written = fleet.work_while(|| {
        for _ in 0..3 {
            thread::sleep(Duration::from_secs(1));
            pooler.crash();
        }
    });
    fleet.assert_received_are_in(|| servers.diary());
    let entries = fleet.finish(&servers, false);
    for command in ["verify", "rebuild"] {
        let said = servers.run(&[command]);
        assert_eq!(said.code, 0, "{command}: {}", said.stderr);
    }
    eprintln!("real servers behind a pooler that crashed: {}; {entries} entries, each there once", writers::told(&written));
}

/// Others that use the pooler meanwhile, a transaction at a time.
fn with_others<T>(url: &str, work: impl FnOnce() -> T) -> T {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut client = Client::connect(url, NoTls).unwrap();
                while !is_over.load(Ordering::SeqCst) {
                    client.batch_execute("SELECT pg_sleep(0.001)").unwrap();
                }
            });
        }
        let done = work();
        is_over.store(true, Ordering::SeqCst);
        done
    })
}

#[test]
fn a_pooler_that_lends_for_less_than_a_session_is_refused_before_anything_is_written() {
    let cluster = durable(Version::V15);
    let folder = tempfile::tempdir().unwrap();
    let keys: ContentKeys = content_keys(&folder.path().join("content.key")).unwrap();
    for lent in [Lent::ForTransaction, Lent::ForStatement] {
        let pooler = Pooler::before(&cluster, lent);
        let url = pooler.url("postgres");
        let refused = || Database::create_at(&Address::parse(&url).unwrap(), &keys).err().map(|error| error.code());
        for _ in 0..20 {
            assert_eq!(refused(), Some(StorageCode::Pooled), "{lent:?}, alone");
            assert_eq!(with_others(&url, refused), Some(StorageCode::Pooled), "{lent:?}, with others");
        }
        let mut init = std::process::Command::new(program("daylog-server"));
        init.args(["init", "--district", "延吉市", "--database", &url, "--data"]).arg(folder.path().join("district"));
        let said = Outcome::of(&mut init);
        assert!(said.code != 0 && said.stderr.contains("pool_mode = session"), "{}: {}", said.code, said.stderr);
    }
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'd%'";
    assert_eq!(Client::connect(&cluster.url("postgres"), NoTls).unwrap().query_one(schemas, &[]).unwrap().get::<_, i64>(0), 0);
}

/// The operator changes the pooler's file and starts it again under a district at work.
#[test]
fn a_pooler_that_begins_to_lend_for_less_is_refused_by_whoever_works() {
    let cluster = durable(Version::V15);
    let mut pooler = Pooler::before(&cluster, Lent::ForSession);
    let office = Office::new(&pooler.url("postgres"));
    let database = &office.founded.running.database;
    office.push_while(|| ());
    pooler.lend(Lent::ForTransaction);
    let asked = || database.read(|db| db.one("SELECT last FROM feed WHERE id = 1", params![], |row| row.get::<i64>(0)));
    let refused = (0..5).filter_map(|_| asked().err()).any(|error: daylog_storage::StorageError| error.code() == StorageCode::Pooled);
    assert!(refused && asked().is_err(), "it is used on");
    pooler.lend(Lent::ForSession);
    office.heal();
    office.assert_all_there_once(false);
}
