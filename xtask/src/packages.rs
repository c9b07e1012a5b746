//! Installs packages of Debian, npm and PyPI that are missing. Which ones are needed for what is `machine`'s matter.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use crate::{failure::Failure, process::Invocation};

const DEBIANS_PYTHON: &str = "/usr/bin/python3";

/// Installs those of `wanted` that are missing; says nothing when none is.
pub fn debian_packages(root: &Path, wanted: &[&str]) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    if !Invocation::new(root, "dpkg-query").arg("--version").succeeds() {
        println!("This is not Debian; these packages, or what they hold, are taken to be there: {}", wanted.join(" "));
        return Ok(());
    }
    let there = installed(root, wanted);
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !there.iter().any(|name| name == package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {} Debian packages: {}", missing.len(), missing.join(" "));
    apt(root)?.arg("update").run()?;
    apt(root)?.args(["install", "--yes", "--no-install-recommends"]).args(missing).run()
}

/// Those of `packages` that are installed. dpkg-query fails when it knows nothing of one, and answers for the others all the same.
pub fn installed(root: &Path, packages: &[&str]) -> Vec<String> {
    let shown = Invocation::new(root, "dpkg-query").args(["--show", "--showformat=${db:Status-Status} ${Package}\\n"]).args(packages);
    shown.stdout_whatever_happens().lines().filter_map(|line| line.strip_prefix("installed ")).map(str::to_owned).collect()
}

/// Starts what follows as root, or through sudo.
pub fn as_root(root: &Path) -> Result<Invocation, Failure> {
    let is_root = Invocation::new(root, "id").arg("--user").text()?.trim() == "0";
    Ok(if is_root { Invocation::new(root, "env") } else { Invocation::new(root, "sudo").arg("env") })
}

/// apt-get that asks nothing.
fn apt(root: &Path) -> Result<Invocation, Failure> {
    Ok(as_root(root)?.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=300"]))
}

/// The Python of an environment that has these packages; it is made anew when a version changes.
/// Debian's own Python where there is one: whoever runs as another account can reach it.
pub fn python_environment(root: &Path, folder: &Path, packages: &[&str]) -> Result<PathBuf, Failure> {
    let (python, stamp, wanted) = (folder.join("bin/python"), folder.join(".made-from"), packages.join(" "));
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
        return Ok(python);
    }
    let python3 = if Path::new(DEBIANS_PYTHON).is_file() { DEBIANS_PYTHON } else { "python3" };
    // Debian splits off what makes environments.
    if !Invocation::new(root, python3).args(["-c", "import ensurepip, venv"]).succeeds() {
        debian_packages(root, &["python3", "python3-venv"])?;
    }
    Invocation::new(root, python3).args(["-m", "venv", "--clear"]).arg(folder).run()?;
    Invocation::new(root, &python.display().to_string()).args(["-m", "pip", "install", "--quiet"]).args(packages).run()?;
    std::fs::write(&stamp, wanted).map_err(|why| Failure::file(&stamp, why))?;
    Ok(python)
}

/// `npm ci` when the lock file is not the one that `node_modules` was made from.
pub fn npm_packages(folder: &Path) -> Result<(), Failure> {
    let stamp = folder.join("node_modules/.made-from");
    let now = fingerprint(&[folder.join("package.json"), folder.join("package-lock.json")])?;
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == now) {
        return Ok(());
    }
    // Warnings are about what others' packages would rather run on; the gate runs them on the Node that is asked for.
    Invocation::new(folder, "npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).run()?;
    std::fs::write(&stamp, now).map_err(|why| Failure::file(&stamp, why))
}

/// A short text that changes when one of the files does. It guards against stale builds, not against people.
pub fn fingerprint(files: &[PathBuf]) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        std::fs::read(file).map_err(|why| Failure::file(file, why))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_follows_the_content_of_every_file() {
        let folder = std::env::temp_dir().join(format!("xtask-fingerprint-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let files = [folder.join("a"), folder.join("b")];
        std::fs::write(&files[0], "one").unwrap();
        std::fs::write(&files[1], "two").unwrap();
        let before = fingerprint(&files).unwrap();
        assert_eq!(before, fingerprint(&files).unwrap());
        std::fs::write(&files[1], "three").unwrap();
        assert_ne!(before, fingerprint(&files).unwrap());
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(fingerprint(&files).is_err());
    }
}
