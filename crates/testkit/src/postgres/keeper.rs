//! Removes a cluster when its test's process lets go of it: by dropping it, by ending, or by being killed.
//! A process of its own reads a pipe until the other end is closed, which no way of dying can prevent.

use std::{
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, ChildStdin, Stdio},
};

use super::{account::Account, programs::Programs};

/// Waits for the end of its input, stops the server hard, and removes what it wrote. pg_ctl signals only a process that
/// this account may signal, so a stale number does no harm.
const SCRIPT: &str = "cat >/dev/null; \"$1\" --pgdata=\"$2/data\" --mode=immediate --wait --silent stop >/dev/null 2>&1; rm -rf \"$2\"";

pub struct Keeper {
    process: Child,
    /// Open until the cluster is dropped. No program that is started meanwhile inherits it.
    pipe: Option<ChildStdin>,
}

impl Keeper {
    pub fn of(folder: &Path, programs: &Programs, account: &Account) -> Self {
        let mut command = account.command(Path::new("/bin/sh"));
        command.args(["-c", SCRIPT, "sh"]).arg(programs.path("pg_ctl")).arg(folder).current_dir("/");
        // A group of its own: an interrupt at the terminal ends the tests, and this only after them.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap_or_else(|why| panic!("/bin/sh: {why}"));
        let pipe = process.stdin.take();
        Keeper { process, pipe }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.pipe = None;
        // What is left of a cluster that cannot be removed is the temporary folder's matter.
        let _ended = self.process.wait();
    }
}
