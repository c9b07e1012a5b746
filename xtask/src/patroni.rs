//! Installs what three nodes under Patroni need beside PostgreSQL: Patroni from PyPI, and etcd from Debian's package, which is
//! only unpacked: installed, it would start a service. Both lie under `target`, where `.cargo/config.toml` says.

use std::path::Path;

use crate::{
    failure::Failure,
    packages::{as_root, python_environment},
    process::Invocation,
};

const PACKAGES: &[&str] = &["patroni[etcd3]==4.1.5", "psycopg2-binary==2.9.13"];
const ETCD: &str = "etcd-server";

pub fn install(root: &Path) -> Result<(), Failure> {
    let folder = root.join("target/patroni");
    python_environment(root, &folder.join("python"), PACKAGES)?;
    let etcd = folder.join("etcd");
    if etcd.join("usr/bin/etcd").is_file() {
        return Ok(());
    }
    let download = folder.join("download");
    std::fs::create_dir_all(&download).map_err(|why| Failure::file(&download, why))?;
    as_root(root)?.args(["apt-get", "--quiet", "update"]).run()?;
    Invocation::new(&download, "apt-get").args(["--quiet", "download", ETCD]).run()?;
    let found = std::fs::read_dir(&download).map_err(|why| Failure::file(&download, why))?;
    let package = found.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|ending| ending == "deb"));
    let package = package.ok_or_else(|| Failure::found("apt-get brought no package of etcd"))?;
    Invocation::new(root, "dpkg").arg("--extract").args([package, etcd]).run()
}
