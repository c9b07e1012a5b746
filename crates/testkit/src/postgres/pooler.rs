//! PgBouncer before a throw-away cluster, in each of its modes. It is gone with its folder when this is dropped.

use std::{
    fs::{self, File},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use super::{BETWEEN_LOOKS, Cluster, PASSWORD, USER, account::Account, free_port, keeper::Keeper, programs::reached};

/// It says its number in a file.
const END: &str = "read -r number <\"$1/pgbouncer.pid\" && kill -s KILL \"$number\" 2>/dev/null";

/// For how long a client is lent a backend: what `pool_mode` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lent {
    ForSession,
    ForTransaction,
    ForStatement,
}

pub struct Pooler {
    /// The cluster's port.
    server: u16,
    port: u16,
    folder: PathBuf,
    program: PathBuf,
    account: Account,
    running: Option<Child>,
    keeper: Option<Keeper>,
}

impl Pooler {
    /// Leads to this cluster.
    ///
    /// # Panics
    /// When its program is missing or does not start.
    #[must_use]
    pub fn before(cluster: &Cluster, lent: Lent) -> Self {
        let folder = tempfile::Builder::new().prefix("daylog-pooler-").tempdir().unwrap_or_else(|why| panic!("a folder: {why}")).keep();
        let account = Account::unprivileged();
        account.own(&folder);
        let keeper = Keeper::of(&folder, account, END, [] as [&str; 0]);
        let program = reached("DAYLOG_PGBOUNCER", &["--version"], 3, account, &folder.join("program"));
        let mut pooler =
            Pooler { server: cluster.port(), port: free_port(), folder, program, account, running: None, keeper: Some(keeper) };
        pooler.configure(lent);
        pooler.start();
        pooler
    }

    fn configure(&self, lent: Lent) {
        let users = format!("\"{USER}\" \"{PASSWORD}\"\n");
        for (name, text) in [("pgbouncer.ini", configuration(self.server, self.port, lent)), ("users.txt", users)] {
            let path = self.folder.join(name);
            fs::write(&path, text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            self.account.own(&path);
        }
    }

    /// How a client reaches a database of the cluster through it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// Ends it as a crash does, and starts it again with another mode.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn lend(&mut self, lent: Lent) {
        self.end();
        self.configure(lent);
        self.start();
    }

    /// Ends it as a crash does, with every connection, and starts it again.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn crash(&mut self) {
        self.end();
        self.start();
    }

    fn start(&mut self) {
        let log = File::create(self.folder.join("log")).unwrap_or_else(|why| panic!("log: {why}"));
        let mut command: Command = self.account.command(&self.program);
        command.arg("pgbouncer.ini").current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut child = command.spawn().unwrap_or_else(|why| panic!("{}: {why}", self.program.display()));
        let number = fs::write(self.folder.join("pgbouncer.pid"), format!("{}\n", child.id()));
        number.unwrap_or_else(|why| panic!("pgbouncer.pid: {why}"));
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let said = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(matches!(child.try_wait(), Ok(None)), "pgbouncer has ended:\n{}", said());
            std::thread::sleep(BETWEEN_LOOKS);
        }
        self.running = Some(child);
    }

    fn end(&mut self) {
        if let Some(mut child) = self.running.take() {
            // One that has ended by itself is as dead as was wanted.
            let _ended = (child.kill(), child.wait());
        }
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.end();
        self.keeper = None;
    }
}

/// Of Debian's file what matters here, with its defaults for the rest.
fn configuration(server: u16, port: u16, lent: Lent) -> String {
    let mode = match lent {
        Lent::ForSession => "session",
        Lent::ForTransaction => "transaction",
        Lent::ForStatement => "statement",
    };
    format!(
        "[databases]\n* = host=127.0.0.1 port={server}\n\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = users.txt\npool_mode = {mode}\ndefault_pool_size = 60\n"
    )
}
