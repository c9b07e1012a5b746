//! Removes a cluster when its test's process lets go of it: by dropping it, by ending, or by being killed.
//! A process of its own reads a pipe until the other end is closed, which no way of dying can prevent.

use std::{
    ffi::OsStr,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, ChildStdin, Stdio},
};

use super::account::Account;

/// Processes that were just killed may write for a moment.
const REMOVE: &str = "for try in 1 2 3 4 5 6 7 8 9; do rm -rf \"$1\" 2>/dev/null && break; sleep 0.2; done";

pub struct Keeper {
    process: Child,
    /// Open until the cluster is dropped. No program that is started meanwhile inherits it.
    pipe: Option<ChildStdin>,
}

impl Keeper {
    /// Carries out `end`, a shell's script with the folder as `$1` and `arguments` behind it, as the cluster's account, so that
    /// a number that means somebody else's process by then does no harm; and removes the folder.
    pub fn of<A: AsRef<OsStr>>(folder: &Path, account: Account, end: &str, arguments: impl IntoIterator<Item = A>) -> Self {
        let mut command = account.command(Path::new("/bin/sh"));
        command.args(["-c", &format!("cat >/dev/null; {end}; {REMOVE}"), "sh"]).arg(folder).args(arguments).current_dir("/");
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
