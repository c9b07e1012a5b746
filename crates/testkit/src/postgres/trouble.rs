//! A running server in trouble: a backend is killed, its machine hangs, or has no room left.

use std::{fs, path::Path};

use super::Cluster;

impl Cluster {
    /// Kills one backend, whose number `pg_backend_pid()` gives, as the system does when memory runs out: the server cuts every
    /// connection and recovers.
    ///
    /// # Panics
    /// When there is none.
    pub fn kill_backend(&self, process: u32) {
        self.account.kill(process).unwrap_or_else(|said| panic!("backend {process}: {said}"));
    }

    /// Stops every process of the server where it stands, as on a machine that hangs: connections are taken by the system, and
    /// nobody answers.
    ///
    /// # Panics
    /// When it does not run.
    pub fn freeze(&self) {
        self.signal_all("STOP");
    }

    /// Lets it go on.
    ///
    /// # Panics
    /// When it does not run.
    pub fn thaw(&self) {
        self.signal_all("CONT");
    }

    /// First the one that starts others.
    fn signal_all(&self, signal: &str) {
        let first = self.process().unwrap_or_else(|| panic!("PostgreSQL {} does not run", self.version));
        let told = self.account.signal(first, signal).map(|()| children(first)).unwrap_or_else(|said| panic!("{first}: {said}"));
        for process in told {
            // One that has just ended is none to tell.
            let _told = self.account.signal(process, signal);
        }
    }

    /// Whether commits wait for a standby, which never comes: what is asked for is on this server's disk and is not acknowledged, as
    /// where the standby and whoever would do without it are gone. It holds from a moment after this on.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn wait_for_a_standby(&self, is_waited_for: bool) {
        let name = if is_waited_for { "nobody" } else { "" };
        let told = ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls).and_then(|mut client| {
            client.batch_execute(&format!("ALTER SYSTEM SET synchronous_standby_names = '{name}'"))?;
            client.batch_execute("SELECT pg_reload_conf()")
        });
        told.unwrap_or_else(|why| panic!("PostgreSQL {} is not configured: {why}", self.version));
    }

    /// How large a file of the server may become from now on, which is how it runs out of room where nobody may mount a small disk;
    /// none for as large as it likes.
    ///
    /// # Panics
    /// When it does not run, or the system's `prlimit` is missing.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let first = self.process().unwrap_or_else(|| panic!("PostgreSQL {} does not run", self.version));
        let soft = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
        for process in [first].into_iter().chain(children(first)) {
            let arguments = [format!("--fsize={soft}:unlimited"), format!("--pid={process}")];
            let done = self.account.command(Path::new("prlimit")).args(arguments).current_dir("/").output();
            assert!(done.is_ok_and(|done| done.status.success() || process != first), "prlimit of {process} fails");
        }
    }
}

/// The processes that this one started and that still run.
fn children(of: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|process| process.file_name().to_str()?.parse().ok());
    numbers.filter(|process| parent(*process) == Some(of)).collect()
}

/// Behind the program's name, which stands in brackets and may hold anything, come the state and the parent.
fn parent(of: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{of}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
