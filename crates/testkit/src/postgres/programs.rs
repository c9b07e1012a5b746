//! Where programs are that tests run: a variable of the environment names PostgreSQL's server of each version.
//! `.cargo/config.toml` sets them for every `cargo` command to what `cargo xtask setup` installs.

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

    /// The variable that names its server's program, beside which the others are.
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
    pub fn of(version: Version, account: Account, cluster: &Path) -> Self {
        let program = reached(version.variable(), &["--version"], 2, account, &cluster.join("programs"));
        Programs(program.parent().unwrap_or(&program).to_owned())
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.0.join(program)
    }
}

/// The program that a variable names. Where it lies below a folder that only root enters, one in a copy of the folder that is
/// so many levels above it.
pub(crate) fn reached(variable: &str, probe: &[&str], levels: usize, account: Account, copy: &Path) -> PathBuf {
    let program = named(variable);
    let answers = |program: &Path| {
        let mut command = account.command(program);
        command.args(probe).current_dir("/").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    if answers(&program) {
        return program;
    }
    let whole = program.ancestors().nth(levels).unwrap_or(&program);
    let inside = program.strip_prefix(whole).unwrap_or(&program);
    let copied = Command::new("cp").arg("-r").arg(whole).arg(copy).status();
    assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied", whole.display());
    account.own_all(copy);
    let there = copy.join(inside);
    assert!(answers(&there), "{} does not run", program.display());
    there
}

fn named(variable: &str) -> PathBuf {
    let Some(program) = std::env::var_os(variable).map(PathBuf::from) else {
        panic!("this test needs what {variable} names: run it with cargo, which sets it, or set it as .cargo/config.toml does");
    };
    let is_there = program.is_file();
    assert!(is_there, "this test needs {}, which `cargo xtask setup` installs; {variable} can name another", program.display());
    program
}
