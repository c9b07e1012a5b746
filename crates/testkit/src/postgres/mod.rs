//! Throw-away PostgreSQL clusters: made by initdb in a folder of their own, reached over 127.0.0.1 and a Unix socket, stopped,
//! started again and broken as a test likes. Whatever becomes of the test's process, `keeper` removes them.
//! Nothing is installed or looked for here: where the programs are is said in `programs`.

#![allow(clippy::panic)]

pub(crate) mod account;
mod interceptor;
pub(crate) mod keeper;
mod making;
mod pooler;
pub(crate) mod programs;
mod recovery;
mod shared;
mod trouble;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use account::Account;
pub use interceptor::{AtCommit, Interceptor};
use keeper::Keeper;
pub use pooler::{Lent, Pooler};
use programs::Programs;
pub use programs::Version;
pub use recovery::archived;
pub use shared::shared;

const USER: &str = "daylog";
/// Over 127.0.0.1 the cluster asks for it, as a real one does.
const PASSWORD: &str = "throw-away";
/// Between choosing a port and listening on it another process may take it.
const PORTS_TRIED: u32 = 5;
/// Of the system, while a process that was killed goes away.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// How a cluster whose test is gone is ended, with pg_ctl as the second argument. One that was frozen hears of nothing else before.
const END: &str = "kill -s CONT \"$(head -n 1 \"$1/data/postmaster.pid\")\" 2>/dev/null; \
                   \"$2\" --pgdata=\"$1/data\" --mode=immediate --wait --silent stop >/dev/null 2>&1";

/// What a test of the cluster itself may want otherwise.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Whether what is committed is on the disk before it is acknowledged. Tests that stop the server hard want it.
    pub fsync: bool,
    /// Further lines of postgresql.conf.
    pub lines: Vec<String>,
}

/// How a server is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Connections are cut, what was committed is checkpointed.
    Fast,
    /// As in a crash: nothing is written any more, and the next start recovers from the write-ahead log.
    Immediate,
    /// The server's first process is killed, and takes the others with it.
    Kill,
}

/// A running cluster. It and its folder are gone when this is dropped.
pub struct Cluster {
    version: Version,
    programs: Programs,
    account: Account,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    _keeper: Keeper,
}

impl Cluster {
    /// A cluster that trusts the machine not to crash, which is faster.
    ///
    /// # Panics
    /// When it cannot be made or started; the message says why.
    #[must_use]
    pub fn start(version: Version) -> Self {
        Self::start_with(version, &Settings::default())
    }

    /// # Panics
    /// When it cannot be made or started; the message says why.
    #[must_use]
    pub fn start_with(version: Version, settings: &Settings) -> Self {
        Self::filled(version, settings, Self::make)
    }

    /// Starts one whose data files `fill` has put there.
    fn filled(version: Version, settings: &Settings, fill: impl FnOnce(&Self)) -> Self {
        // Removed by itself until the keeper is there: the programs may be missing.
        let temporary = tempfile::Builder::new().prefix("daylog-postgres-").tempdir().unwrap_or_else(|why| panic!("a folder: {why}"));
        let account = Account::unprivileged();
        account.own(temporary.path());
        let programs = Programs::of(version, account, temporary.path());
        let folder = temporary.keep();
        let keeper = Keeper::of(&folder, account, END, [programs.path("pg_ctl")]);
        let mut cluster = Cluster { version, programs, account, folder, port: 0, databases: AtomicU32::new(0), _keeper: keeper };
        fill(&cluster);
        for tried in 1.. {
            cluster.port = free_port();
            cluster.configure(settings);
            match cluster.run("pg_ctl", &["--wait", "--timeout=60", "start"]) {
                Ok(()) => break,
                Err(_) if tried < PORTS_TRIED && cluster.log().contains("could not bind") => {}
                Err(said) => panic!("PostgreSQL {version} does not start: {said}\n{}", cluster.log()),
            }
        }
        cluster
    }

    /// Ends the server; its folder stays. Stopping what does not run is no error.
    ///
    /// # Panics
    /// When it goes on running.
    pub fn stop(&self, how: Stop) {
        let Some(process) = self.process() else { return };
        let stopped = match how {
            Stop::Fast => self.run("pg_ctl", &["--mode=fast", "--wait", "stop"]),
            Stop::Immediate => self.run("pg_ctl", &["--mode=immediate", "--wait", "stop"]),
            Stop::Kill => self.account.kill(process),
        };
        stopped.unwrap_or_else(|said| panic!("PostgreSQL {} does not stop: {said}", self.version));
        while how == Stop::Kill && is_running(process) {
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// Starts a stopped server again at the same port, and waits until it has recovered.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self) {
        // After a kill its shared memory may be in use for a moment, until the last backend has noticed.
        for tried in 1.. {
            let is_in_use = || self.log().lines().rev().take(3).any(|line| line.contains("shared memory"));
            match self.run("pg_ctl", &["--wait", "--timeout=60", "start"]) {
                Ok(()) => return,
                Err(_) if tried < 200 && is_in_use() => std::thread::sleep(BETWEEN_LOOKS),
                Err(said) => panic!("PostgreSQL {} does not start again: {said}\n{}", self.version, self.log()),
            }
        }
    }

    /// Keeps the data files as they are now under a name; of a server that is stopped.
    ///
    /// # Panics
    /// When the server runs, or there is no room.
    pub fn keep_copy(&self, name: &str) {
        assert!(self.process().is_none(), "files of a running server are no copy of it");
        copy(&self.data(), &self.folder.join(name));
    }

    /// Puts a kept copy in the place of the data files: the server has never heard of what came after it.
    ///
    /// # Panics
    /// When the server runs, or there is no such copy.
    pub fn put_back(&self, name: &str) {
        assert!(self.process().is_none(), "a running server is not put back");
        fs::remove_dir_all(self.data()).unwrap_or_else(|why| panic!("{}: {why}", self.data().display()));
        copy(&self.folder.join(name), &self.data());
    }

    /// Waits until connections are taken, as after a backend was killed.
    ///
    /// # Panics
    /// When the server has ended.
    pub fn wait_until_ready(&self) {
        while ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls).is_err() {
            assert!(self.process().is_some(), "PostgreSQL {} has ended:\n{}", self.version, self.log());
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// How a client reaches a database over TCP, with its password in it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// An empty database with a name of its own, as a URL.
    ///
    /// # Panics
    /// When the cluster does not make it.
    #[must_use]
    pub fn fresh_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls)
            .and_then(|mut client| client.batch_execute(&format!("CREATE DATABASE {name}")));
        made.unwrap_or_else(|why| panic!("PostgreSQL {} makes no database: {why}", self.version));
        self.url(&name)
    }

    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of its socket, for clients that do not want TCP.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// Its data files and its write-ahead log, for those who look for what must not be there.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What the server wrote until now.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The number of the server's first process, while it runs.
    fn process(&self) -> Option<u32> {
        let text = fs::read_to_string(self.data().join("postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok().filter(|process| is_running(*process))
    }

    /// Runs one of PostgreSQL's programs on this cluster; what it said where it fails.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let said = self.folder.join("said");
        // A file and no pipe: the server that pg_ctl starts would keep a pipe open.
        let file = fs::File::create(&said).map_err(|why| why.to_string())?;
        let copy = file.try_clone().map_err(|why| why.to_string())?;
        let mut command = self.account.command(&self.programs.path(program));
        command.current_dir(&self.folder).arg(format!("--pgdata={}", self.data().display())).args(arguments);
        if program == "pg_ctl" {
            command.arg(format!("--log={}", self.folder.join("log").display()));
        }
        let status = command.stdin(Stdio::null()).stdout(file).stderr(copy).status().map_err(|why| why.to_string())?;
        if status.success() { Ok(()) } else { Err(fs::read_to_string(&said).unwrap_or_default()) }
    }
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("--archive").args([from, to]).status();
    assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied to {}", from.display(), to.display());
}

fn is_running(process: u32) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.unwrap_or_else(|why| panic!("a port on 127.0.0.1: {why}")).port()
}
