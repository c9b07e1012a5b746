//! Who runs a cluster. PostgreSQL refuses root, so a test that runs as root starts it as `nobody`; any other runs it as itself.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
    process::{Command, Stdio},
};

/// The user and group to become; none to stay who one is.
#[derive(Debug, Clone, Copy)]
pub struct Account(Option<(u32, u32)>);

impl Account {
    pub fn unprivileged() -> Self {
        let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        Account(is_root.then(nobody))
    }

    /// A program that is started as this account, without root's groups.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    /// The same for a folder with all that is in it.
    pub fn own_all(&self, folder: &Path) {
        if let Some((user, group)) = self.0 {
            let owned = Command::new("chown").args(["-R", &format!("{user}:{group}")]).arg(folder).status();
            assert!(owned.is_ok_and(|status| status.success()), "{} cannot be handed over", folder.display());
        }
    }

    /// Makes a file or folder this account's.
    pub fn own(&self, path: &Path) {
        if let Some((user, group)) = self.0 {
            chown(path, Some(user), Some(group)).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        }
    }

    /// Asked as this account, so that a number that means somebody else's process by now does no harm.
    pub fn kill(&self, process: u32) -> Result<(), String> {
        self.signal(process, "KILL")
    }

    pub fn signal(&self, process: u32, signal: &str) -> Result<(), String> {
        let mut kill = self.command(Path::new("/bin/sh"));
        kill.args(["-c", "kill -s \"$1\" \"$2\"", "sh", signal, &process.to_string()]).current_dir("/").stdin(Stdio::null());
        let told = kill.output().map_err(|why| why.to_string())?;
        if told.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&told.stderr).into_owned()) }
    }
}

fn nobody() -> (u32, u32) {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let numbers = |line: &str| {
        let mut cells = line.strip_prefix("nobody:")?.split(':').skip(1).map(str::parse);
        Some((cells.next()?.ok()?, cells.next()?.ok()?))
    };
    accounts.lines().find_map(numbers).unwrap_or_else(|| panic!("PostgreSQL refuses root, and /etc/passwd knows no `nobody`"))
}
