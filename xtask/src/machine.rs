//! Installs what building and testing need and is not there yet: Debian packages, Rust components, npm packages.
//! Knows nothing of what they are used for beyond a name for each group.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use crate::{failure::Failure, process::Invocation};

/// A group of packages that belong to one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compiling the server, the command line and the bridge.
    Compile,
    /// Compiling the desktop shell.
    Desktop,
    /// Judging form and style of the Rust code.
    Lint,
    /// Opening the desktop app, on a screen or without one.
    Window,
    /// Driving the phone UI and the dashboard in a browser.
    Browser,
    /// Type-checking the device's Rust for Android.
    Android,
    /// The npm packages of `ui/`.
    Ui,
    /// The npm packages of `tests/e2e`.
    EndToEnd,
}

impl Need {
    pub const ALL: &'static [Need] =
        &[Need::Compile, Need::Desktop, Need::Lint, Need::Window, Need::Browser, Need::Android, Need::Ui, Need::EndToEnd];

    fn debian(self) -> &'static [&'static str] {
        match self {
            // Perl configures the OpenSSL that SQLCipher is built with.
            Need::Compile => &["build-essential", "pkg-config", "perl"],
            Need::Desktop => &["libgtk-3-dev", "libwebkit2gtk-4.1-dev", "librsvg2-dev"],
            Need::Window => &["xvfb", "xauth", "dbus", "webkit2gtk-driver", "fonts-noto-cjk"],
            // Chromium 72 comes from npm without its libraries; Debian's own needs the same ones.
            Need::Browser => &["chromium", "fonts-noto-cjk", "libnss3"],
            Need::Android => &["rustc-web", "rust-web-src", "clang"],
            Need::Lint | Need::Ui | Need::EndToEnd => &[],
        }
    }

    fn npm_folder(self) -> Option<&'static str> {
        match self {
            Need::Ui => Some("ui"),
            Need::EndToEnd => Some("tests/e2e"),
            _ => None,
        }
    }
}

/// Installs what `needs` names and is missing; says nothing when nothing is.
pub fn install(root: &Path, needs: &[Need]) -> Result<(), Failure> {
    if needs.contains(&Need::Lint) {
        rust_components(root)?;
    }
    let mut wanted: Vec<&str> = needs.iter().flat_map(|need| need.debian()).copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    debian_packages(root, &wanted)?;
    needs.iter().filter_map(|need| need.npm_folder()).try_for_each(|folder| npm_packages(&root.join(folder)))
}

fn rust_components(root: &Path) -> Result<(), Failure> {
    let absent: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| !Invocation::new(root, "cargo").args([command, "--version"]).succeeds())
        .map(|(component, _)| component)
        .collect();
    if absent.is_empty() { Ok(()) } else { Invocation::new(root, "rustup").args(["component", "add"]).args(absent).run() }
}

fn debian_packages(root: &Path, wanted: &[&str]) -> Result<(), Failure> {
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
fn installed(root: &Path, packages: &[&str]) -> Vec<String> {
    let shown = Invocation::new(root, "dpkg-query").args(["--show", "--showformat=${db:Status-Status} ${Package}\\n"]).args(packages);
    shown.stdout_whatever_happens().lines().filter_map(|line| line.strip_prefix("installed ")).map(str::to_owned).collect()
}

/// apt-get that asks nothing, as root or through sudo.
fn apt(root: &Path) -> Result<Invocation, Failure> {
    let as_root = Invocation::new(root, "id").arg("--user").text()?.trim() == "0";
    let start = if as_root { Invocation::new(root, "env") } else { Invocation::new(root, "sudo").arg("env") };
    Ok(start.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=300"]))
}

/// Where schemathesis is kept, with the Python that runs it: an environment of its own under `target`, made anew when the
/// version changes.
pub fn schemathesis(root: &Path) -> Result<PathBuf, Failure> {
    const VERSION: &str = "schemathesis==4.32.5";
    let folder = root.join("target/api/python");
    let (python, stamp) = (folder.join("bin/python"), folder.join(".made-from"));
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == VERSION) {
        return Ok(python);
    }
    // Debian splits off what makes environments.
    if !Invocation::new(root, "python3").args(["-c", "import ensurepip, venv"]).succeeds() {
        debian_packages(root, &["python3", "python3-venv"])?;
    }
    Invocation::new(root, "python3").args(["-m", "venv", "--clear"]).arg(&folder).run()?;
    Invocation::new(root, &python.display().to_string()).args(["-m", "pip", "install", "--quiet", VERSION]).run()?;
    std::fs::write(&stamp, VERSION).map_err(|why| Failure::file(&stamp, why))?;
    Ok(python)
}

/// `npm ci` when the lock file is not the one that `node_modules` was made from.
fn npm_packages(folder: &Path) -> Result<(), Failure> {
    let stamp = folder.join("node_modules/.made-from");
    let now = fingerprint(&[folder.join("package.json"), folder.join("package-lock.json")])?;
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == now) {
        return Ok(());
    }
    Invocation::new(folder, "npm").args(["ci", "--no-audit", "--no-fund"]).run()?;
    std::fs::write(&stamp, now).map_err(|why| Failure::file(&stamp, why))
}

/// A short text that changes when one of the files does. It guards against stale builds, not against people.
pub fn fingerprint(files: &[std::path::PathBuf]) -> Result<String, Failure> {
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
