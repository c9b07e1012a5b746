//! One node: its ports, its programs, and how they die and come back.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use super::rest;
use crate::postgres::{account::Account, free_port, programs::Programs};

const ENVIRONMENT: &str = include_str!("../../../../docs/scaling/node.env");

/// What of a node dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// PostgreSQL, which Patroni starts again.
    Server,
    /// Patroni: the server goes on without anybody who could stop it.
    Patroni,
    /// Patroni, PostgreSQL and etcd, as when the machine is switched off.
    Whole,
}

/// What every node runs.
pub struct Tools {
    pub postgres: Programs,
    /// A Python that knows Patroni.
    pub python: PathBuf,
    pub etcd: PathBuf,
    pub account: Account,
}

#[derive(Debug, Clone, Copy)]
struct Ports {
    etcd: u16,
    etcd_peer: u16,
    rest: u16,
    postgres: u16,
}

pub struct Node {
    number: usize,
    folder: PathBuf,
    tools: Arc<Tools>,
    /// Of every node.
    ports: Vec<Ports>,
    etcd: Option<Child>,
    patroni: Option<Child>,
    /// Processes that were stopped and would outlive their server.
    stopped: Vec<u32>,
    has_run: bool,
}

impl Node {
    pub fn several(count: usize, folder: &Path, tools: Tools) -> Vec<Node> {
        let tools = Arc::new(tools);
        let ports = || Ports { etcd: free_port(), etcd_peer: free_port(), rest: free_port(), postgres: free_port() };
        let ports: Vec<Ports> = (0..count).map(|_| ports()).collect();
        let node = |number| Node {
            number,
            folder: folder.to_owned(),
            tools: tools.clone(),
            ports: ports.clone(),
            etcd: None,
            patroni: None,
            stopped: Vec::new(),
            has_run: false,
        };
        (0..count).map(node).collect()
    }

    fn ports(&self) -> Ports {
        self.ports[self.number]
    }

    pub fn port(&self) -> u16 {
        self.ports().postgres
    }

    pub fn leads(&self) -> bool {
        rest::status(self.ports().rest, "/leader") == Some(200)
    }

    /// How many members it knows that follow the leader and have this role.
    pub fn members_streaming_as(&self, role: &str) -> usize {
        let cluster = rest::json(self.ports().rest, "/cluster").unwrap_or_default();
        let members = cluster.get("members").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        members.iter().filter(|member| member["role"] == role && member["state"] == "streaming").count()
    }

    /// How many standbys its server feeds in this state; none where it does not run.
    pub fn standbys_in(&self, state: &str) -> Option<usize> {
        let rows = self.client().ok()?.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = $1", &[&state]);
        Some(rows.ok()?.len())
    }

    /// A connection to this node, whatever it is.
    fn client(&self) -> Result<::postgres::Client, ::postgres::Error> {
        let url = format!("postgres://postgres:change-me@127.0.0.1:{}/postgres", self.port());
        ::postgres::Client::connect(&url, ::postgres::NoTls)
    }

    fn data(&self) -> PathBuf {
        self.folder.join(format!("postgres{}", self.number))
    }

    pub fn kill(&mut self, part: Part) {
        if part == Part::Patroni || part == Part::Whole {
            end(&mut self.patroni);
        }
        if part == Part::Server || part == Part::Whole {
            let text = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            let process = text.lines().next().and_then(|line| line.trim().parse().ok());
            let killed = process.map_or(Err("it has no number".to_owned()), |process| self.tools.account.kill(process));
            killed.unwrap_or_else(|said| panic!("the server of node {}: {said}", self.number));
            for process in self.stopped.drain(..) {
                // Whoever ended since is as dead as was wanted.
                let _dead = self.tools.account.kill(process);
            }
        }
        if part == Part::Whole {
            end(&mut self.etcd);
        }
    }

    pub fn revive(&mut self) {
        if self.etcd.is_none() {
            self.etcd = Some(self.start_etcd());
        }
        if self.patroni.is_none() {
            self.patroni = Some(self.start_patroni());
        }
        self.has_run = true;
    }

    fn start_etcd(&self) -> Child {
        let at = |port: u16| format!("http://127.0.0.1:{port}");
        let members: Vec<String> = self.ports.iter().enumerate().map(|(of, ports)| format!("etcd{of}={}", at(ports.etcd_peer))).collect();
        let (clients, peers) = (at(self.ports().etcd), at(self.ports().etcd_peer));
        let mut command = self.tools.account.command(&self.tools.etcd);
        command
            .args(["--name", &format!("etcd{}", self.number), "--data-dir"])
            .arg(self.folder.join(format!("etcd{}", self.number)))
            .args(["--listen-client-urls", &clients, "--advertise-client-urls", &clients])
            .args(["--listen-peer-urls", &peers, "--initial-advertise-peer-urls", &peers])
            .args(["--initial-cluster", &members.join(","), "--initial-cluster-state", if self.has_run { "existing" } else { "new" }]);
        self.start("etcd", command)
    }

    fn start_patroni(&self) -> Child {
        let mut command = self.tools.account.command(&self.tools.python);
        command.args(["-m", "patroni", "patroni.yml"]).env("HOME", &self.folder);
        command.envs(ENVIRONMENT.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('=')));
        let at = |port: u16| format!("127.0.0.1:{port}");
        let etcds: Vec<String> = self.ports.iter().map(|ports| at(ports.etcd)).collect();
        for (name, value) in [
            ("NAME", format!("node{}", self.number)),
            ("ETCD3_HOSTS", etcds.join(",")),
            ("RESTAPI_LISTEN", at(self.ports().rest)),
            ("RESTAPI_CONNECT_ADDRESS", at(self.ports().rest)),
            ("POSTGRESQL_LISTEN", at(self.port())),
            ("POSTGRESQL_CONNECT_ADDRESS", at(self.port())),
        ] {
            command.env(format!("PATRONI_{name}"), value);
        }
        command.env("PATRONI_POSTGRESQL_DATA_DIR", self.data());
        command.env("PATRONI_POSTGRESQL_BIN_DIR", self.tools.postgres.path(""));
        command.env("PATRONI_POSTGRESQL_PGPASS", self.folder.join(format!("pgpass{}", self.number)));
        self.start("patroni", command)
    }

    fn start(&self, program: &str, mut command: Command) -> Child {
        let named = |ending: &str| self.folder.join(format!("{program}{}.{ending}", self.number));
        let log = OpenOptions::new().create(true).append(true).open(named("log"));
        let twice = log.and_then(|log| Ok((log.try_clone()?, log)));
        let (copy, log): (File, File) = twice.unwrap_or_else(|why| panic!("{}: {why}", named("log").display()));
        let child = command.current_dir(&self.folder).stdin(Stdio::null()).stdout(log).stderr(copy).spawn();
        let child = child.unwrap_or_else(|why| panic!("{program}: {why}"));
        self.write_pid(program, child.id());
        child
    }

    /// Writes down a process that is to be killed with the cluster.
    fn write_pid(&self, program: &str, process: u32) {
        let file = self.folder.join(format!("{program}{}.pid", self.number));
        fs::write(&file, format!("{process}\n")).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    }

    /// Stops the processes that send to standbys, without a word to anybody.
    pub fn stop_senders(&mut self) {
        let asked = self.client().and_then(|mut client| client.query("SELECT pid FROM pg_stat_replication", &[]));
        for row in asked.unwrap_or_else(|why| panic!("node {}: {why}", self.number)) {
            let process = u32::try_from(row.get::<_, i32>(0)).unwrap_or_default();
            self.write_pid(&format!("sender{process}-"), process);
            self.tools.account.signal(process, "STOP").unwrap_or_else(|said| panic!("sender {process}: {said}"));
            self.stopped.push(process);
        }
        assert!(!self.stopped.is_empty(), "node {} has no standbys", self.number);
    }

    /// Waits for what the keeper has killed.
    pub fn reap(&mut self) {
        end(&mut self.patroni);
        end(&mut self.etcd);
    }
}

fn end(program: &mut Option<Child>) {
    if let Some(mut child) = program.take() {
        // One that has ended by itself is as dead as was wanted.
        let (_killed, _reaped) = (child.kill(), child.wait());
    }
}
