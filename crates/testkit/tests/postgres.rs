//! Throw-away clusters do what tests lean on: they take connections with a password, keep what was committed through every
//! way of stopping, and leave nothing behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::{
    path::Path,
    process::{Command, Stdio},
};

use daylog_testkit::postgres::{Cluster, Settings, Stop, Version, shared};
use postgres::{Client, NoTls};

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap()
}

fn number(client: &mut Client, question: &str) -> i64 {
    client.query_one(question, &[]).unwrap().get(0)
}

#[test]
fn each_version_answers_as_what_it_is_and_every_test_has_a_database_of_its_own() {
    for version in Version::ALL {
        let cluster = shared(version);
        let (one, other) = (cluster.fresh_database(), cluster.fresh_database());
        let major = number(&mut connect(&one), "SELECT current_setting('server_version_num')::bigint / 10000");
        assert_eq!(major.to_string(), version.to_string());
        connect(&one).batch_execute("CREATE TABLE entry (number bigint)").unwrap();
        assert!(connect(&other).query("SELECT * FROM entry", &[]).is_err());
    }
}

#[test]
fn a_wrong_password_opens_nothing() {
    for version in Version::ALL {
        let url = shared(version).url("postgres");
        assert!(Client::connect(&url.replace("throw-away", "guessed"), NoTls).is_err());
        connect(&url);
    }
}

#[test]
fn an_order_that_leans_on_bytes_without_saying_so_is_noticed() {
    for version in Version::ALL {
        let mut client = connect(&shared(version).fresh_database());
        let first = |client: &mut Client, collation: &str| {
            let question = format!("SELECT word FROM (VALUES ('B'), ('a')) AS list (word) ORDER BY word {collation} LIMIT 1");
            client.query_one(&question, &[]).unwrap().get::<_, String>(0)
        };
        assert_eq!((first(&mut client, "").as_str(), first(&mut client, "COLLATE \"C\"").as_str()), ("a", "B"));
    }
}

#[test]
fn what_was_committed_is_there_after_every_way_of_stopping_and_what_was_open_is_not() {
    for version in Version::ALL {
        let cluster = Cluster::start_with(version, &Settings { fsync: true, lines: vec!["max_connections = 20".to_owned()] });
        let url = cluster.fresh_database();
        connect(&url).batch_execute("CREATE TABLE entry (number bigint)").unwrap();
        for (stopped, how) in (1..).zip([Stop::Fast, Stop::Immediate, Stop::Kill]) {
            let mut client = connect(&url);
            client.batch_execute("INSERT INTO entry VALUES (1)").unwrap();
            client.batch_execute("BEGIN; INSERT INTO entry VALUES (2)").unwrap();
            cluster.stop(how);
            assert!(client.batch_execute("COMMIT").is_err(), "{how:?}");
            assert!(Client::connect(&url, NoTls).is_err(), "{how:?}");
            cluster.start_again();
            assert_eq!(number(&mut connect(&url), "SELECT sum(number)::bigint FROM entry"), stopped, "{how:?}");
        }
    }
}

#[test]
fn a_killed_backend_cuts_every_connection_and_the_server_recovers() {
    let cluster = Cluster::start(Version::V15);
    let url = cluster.fresh_database();
    let (mut victim, mut beside) = (connect(&url), connect(&url));
    let process = u32::try_from(number(&mut victim, "SELECT pg_backend_pid()::bigint")).unwrap();
    cluster.kill_backend(process);
    assert!(victim.batch_execute("SELECT 1").is_err());
    while beside.batch_execute("SELECT 1").is_ok() {}
    cluster.wait_until_ready();
    connect(&url);
}

/// Plays the process that dies with a cluster in its hands.
#[test]
fn a_process_that_is_killed_leaves_no_cluster_behind() {
    const ROLE: &str = "DAYLOG_TEST_HOLDS_A_CLUSTER";
    const FROZEN: &str = "frozen";
    if let Some(how) = std::env::var_os(ROLE) {
        let cluster = Cluster::start(Version::V15);
        if how == FROZEN {
            cluster.freeze();
        }
        println!("\ncluster {} {}", cluster.data().display(), cluster.port());
        loop {
            std::thread::park();
        }
    }
    let own_name = "a_process_that_is_killed_leaves_no_cluster_behind";
    for how in ["running", FROZEN] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([own_name, "--exact", "--nocapture"]).env(ROLE, how).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = command.spawn().unwrap();
        let lines = std::io::BufRead::lines(std::io::BufReader::new(holder.stdout.take().unwrap()));
        let said = lines.map_while(Result::ok).find(|line| line.starts_with("cluster ")).unwrap();
        let [_, data, port] = said.split(' ').collect::<Vec<_>>()[..] else { panic!("{said}") };
        let folder = Path::new(data).parent().unwrap();
        assert!(folder.exists() && std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_ok());
        holder.kill().unwrap();
        holder.wait().unwrap();
        let since = std::time::Instant::now();
        while folder.exists() {
            assert!(since.elapsed().as_secs() < 60, "{} is still there", folder.display());
            std::thread::yield_now();
        }
        assert!(std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_err(), "{how}");
    }
}

#[test]
fn a_test_that_panics_leaves_no_cluster_behind() {
    let folder = std::sync::Mutex::new(None);
    let panicked = std::thread::scope(|scope| {
        let holder = scope.spawn(|| {
            let cluster = Cluster::start(Version::V18);
            *folder.lock().unwrap() = Some(cluster.socket_folder().to_owned());
            std::panic::resume_unwind(Box::new("a test that fails"));
        });
        holder.join().is_err()
    });
    assert!(panicked && !folder.lock().unwrap().as_ref().unwrap().exists());
}
