//! Installs what three nodes of PostgreSQL under Patroni and a pooler before one take: Patroni in a Python of its own, and Debian's
//! etcd and PgBouncer, unpacked and not installed, since their packages start a service. All lie under `target`, where
//! `.cargo/config.toml` says.

use std::path::Path;

use crate::{
    failure::Failure,
    packages::{as_root, python_environment},
    process::Invocation,
};

const PACKAGES: &[&str] = &["patroni[etcd3]==4.1.5", "psycopg2-binary==2.9.13"];

/// A package, where it is unpacked, and the program that is wanted of it.
const UNPACKED: [(&str, &str, &str); 2] =
    [("etcd-server", "target/patroni/etcd", "usr/bin/etcd"), ("pgbouncer", "target/patroni/pgbouncer", "usr/sbin/pgbouncer")];

pub fn install(root: &Path) -> Result<(), Failure> {
    python_environment(root, &root.join("target/patroni/python"), PACKAGES)?;
    let missing = UNPACKED.iter().filter(|(_, folder, program)| !root.join(folder).join(program).is_file());
    for (number, (package, folder, _)) in missing.enumerate() {
        if number == 0 {
            as_root(root)?.args(["apt-get", "--quiet", "update"]).run()?;
        }
        unpack(root, package, &root.join(folder))?;
    }
    Ok(())
}

fn unpack(root: &Path, package: &str, folder: &Path) -> Result<(), Failure> {
    let download = root.join("target/patroni/download").join(package);
    std::fs::create_dir_all(&download).map_err(|why| Failure::file(&download, why))?;
    Invocation::new(&download, "apt-get").args(["--quiet", "download", package]).run()?;
    let found = std::fs::read_dir(&download).map_err(|why| Failure::file(&download, why))?;
    let file = found.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|ending| ending == "deb"));
    let file = file.ok_or_else(|| Failure::found(format!("apt-get brought no package {package}")))?;
    Invocation::new(root, "dpkg").arg("--extract").arg(file).arg(folder).run()
}
