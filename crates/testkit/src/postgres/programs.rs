//! Where PostgreSQL's programs are: a variable of the environment names the folder for each version.
//! `.cargo/config.toml` sets both for every `cargo` command to what `cargo xtask setup` installs.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::account::Account;

/// The major versions that everything is tested on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Debian 12's.
    V15,
    /// The newest.
    V18,
}

impl Version {
    pub const ALL: [Version; 2] = [Version::V15, Version::V18];

    /// The variable that names the folder of its programs.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Version::V15 => "DAYLOG_POSTGRES_15",
            Version::V18 => "DAYLOG_POSTGRES_18",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Version::V15 => "15",
            Version::V18 => "18",
        })
    }
}

/// A folder of programs that the cluster's account can reach.
pub struct Programs(PathBuf);

impl Programs {
    /// Those of a version. Where they lie below a folder that only root enters, a copy of them in the cluster's own folder.
    pub fn of(version: Version, account: &Account, cluster: &Path) -> Self {
        let there = said_folder(version);
        let reached = account.command(&there.join("postgres")).arg("--version").current_dir("/").stdout(Stdio::null()).status();
        if reached.is_ok_and(|status| status.success()) {
            return Programs(there);
        }
        let (whole, copy) = (there.parent().unwrap_or(&there), cluster.join("programs"));
        let copied = Command::new("cp").args(["-r", "--no-preserve=ownership"]).arg(whole).arg(&copy).status();
        assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied", whole.display());
        account.own_all(&copy);
        Programs(copy.join("bin"))
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.0.join(program)
    }
}

fn said_folder(version: Version) -> PathBuf {
    let variable = version.variable();
    let Some(folder) = std::env::var_os(variable).map(PathBuf::from) else {
        panic!("this test needs PostgreSQL {version}: {variable} must name the folder of its programs, as cargo does by itself");
    };
    let is_there = folder.join("initdb").is_file() && folder.join("postgres").is_file();
    assert!(is_there, "this test needs PostgreSQL {version}: `cargo xtask setup` installs it, and {} lacks it now", folder.display());
    folder
}
