//! Three nodes of PostgreSQL under Patroni, with an etcd each, on this machine's loopback: the files of `docs/scaling` as they
//! stand there. Nodes are killed in part or whole and come back; all of them are gone when the test's process is.

#![allow(clippy::panic, clippy::indexing_slicing)]

mod node;
mod rest;

use std::{
    fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use crate::postgres::{
    Version,
    account::Account,
    keeper::Keeper,
    programs::{Programs, reached},
};
pub use node::Part;
use node::{Node, Tools};

const COUNT: usize = 3;
const CONFIGURATION: &str = include_str!("../../../../docs/scaling/patroni.yml");
const SYNCHRONOUS: &str = "synchronous_mode: quorum";

/// Everything that was started says its number in a file; PostgreSQL does so by itself.
const END: &str =
    "for file in \"$1\"/*.pid \"$1\"/*/postmaster.pid; do read -r number <\"$file\" && kill -s KILL \"$number\"; done 2>/dev/null";

/// Longer than any failover with the times of the configuration.
const PATIENCE: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// When the primary acknowledges a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replication {
    /// As the configuration says: when a standby has it too.
    Synchronous,
    /// When it has it itself: what no standby had is lost with it.
    Asynchronous,
}

pub struct Nodes {
    replication: Replication,
    folder: PathBuf,
    nodes: Vec<Node>,
    keeper: Option<Keeper>,
}

impl Nodes {
    /// A primary and two standbys that are up to date.
    ///
    /// # Panics
    /// When a program is missing, or they do not come together.
    #[must_use]
    pub fn start(version: Version, replication: Replication) -> Self {
        let folder = tempfile::Builder::new().prefix("daylog-patroni-").tempdir().unwrap_or_else(|why| panic!("a folder: {why}")).keep();
        let account = Account::unprivileged();
        account.own(&folder);
        let keeper = Keeper::of(&folder, account, END, [] as [&str; 0]);
        let configuration = match replication {
            Replication::Synchronous => CONFIGURATION.to_owned(),
            Replication::Asynchronous => CONFIGURATION.replace(SYNCHRONOUS, "synchronous_mode: \"off\""),
        };
        assert!(CONFIGURATION.contains(SYNCHRONOUS), "docs/scaling/patroni.yml is not synchronous");
        fs::write(folder.join("patroni.yml"), configuration).unwrap_or_else(|why| panic!("patroni.yml: {why}"));
        let tools = Tools {
            postgres: Programs::of(version, account, &folder),
            python: reached("DAYLOG_PATRONI_PYTHON", &["-c", "import patroni"], 2, account, &folder.join("python")),
            etcd: reached("DAYLOG_ETCD", &["--version"], 1, account, &folder.join("etcd")),
            account,
        };
        let mut nodes = Nodes { replication, nodes: Node::several(COUNT, &folder, tools), folder, keeper: Some(keeper) };
        for number in 0..COUNT {
            nodes.revive(number);
        }
        nodes.wait_for_standbys(COUNT - 1);
        nodes
    }

    /// How a client reaches whichever node is the primary.
    #[must_use]
    pub fn url(&self) -> String {
        let hosts: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        format!("postgres://postgres:change-me@{}/postgres?target_session_attrs=read-write", hosts.join(","))
    }

    /// The node that holds the leader's lock, if any says that it does.
    #[must_use]
    pub fn leader(&self) -> Option<usize> {
        self.nodes.iter().position(Node::leads)
    }

    /// # Panics
    /// When no node leads after two minutes.
    #[must_use]
    pub fn wait_for_leader(&self) -> usize {
        self.wait_for("a leader", |nodes| nodes.leader())
    }

    /// Waits for a leader and so many standbys that may take over from it.
    ///
    /// # Panics
    /// When they are fewer after two minutes.
    pub fn wait_for_standbys(&self, count: usize) {
        let (role, state) = match self.replication {
            Replication::Synchronous => ("quorum_standby", "quorum"),
            Replication::Asynchronous => ("replica", "async"),
        };
        self.wait_for("so many standbys", |nodes| {
            let leader = &nodes.nodes[nodes.leader()?];
            // What Patroni says may be of a moment ago; what the server says may not be in etcd yet.
            let are_there = leader.standbys_in(state)? >= count && leader.members_streaming_as(role) >= count;
            are_there.then_some(())
        });
    }

    fn wait_for<T>(&self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(since.elapsed() < PATIENCE, "there is not {what} in time:\n{}", self.said());
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// # Panics
    /// When it was dead already.
    pub fn kill(&mut self, node: usize, part: Part) {
        self.nodes[node].kill(part);
    }

    /// Starts what of a node is dead.
    pub fn revive(&mut self, node: usize) {
        self.nodes[node].revive();
    }

    /// From now on nothing of this node, the leader, reaches a standby, and nobody notices; until the node is killed.
    ///
    /// # Panics
    /// When it has no standbys.
    pub fn hold_back_replication(&mut self, node: usize) {
        self.nodes[node].stop_senders();
    }

    /// The end of what each program wrote.
    fn said(&self) -> String {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut logs: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "log")).collect();
        logs.sort();
        let end = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let mut lines: Vec<&str> = text.lines().rev().take(15).collect();
            lines.reverse();
            format!("── {}\n{}\n", path.display(), lines.join("\n"))
        };
        logs.iter().map(end).collect()
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        self.keeper = None;
        self.nodes.iter_mut().for_each(Node::reap);
    }
}
