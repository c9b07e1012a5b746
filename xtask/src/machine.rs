//! Installs what building and testing need and is not there yet: which packages, components and programs that are.
//! Knows nothing of what they are used for beyond a name for each group.

use std::path::{Path, PathBuf};

use crate::{
    failure::Failure,
    packages::{debian_packages, npm_packages, python_environment},
    patroni, postgres,
    process::Invocation,
};

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
    /// Both versions of PostgreSQL that tests make clusters of.
    Postgres,
    /// Patroni and etcd, for three nodes of PostgreSQL, and PgBouncer.
    Patroni,
}

impl Need {
    pub const ALL: &'static [Need] = &[
        Need::Compile,
        Need::Desktop,
        Need::Lint,
        Need::Window,
        Need::Browser,
        Need::Android,
        Need::Ui,
        Need::EndToEnd,
        Need::Postgres,
        Need::Patroni,
    ];

    fn debian(self) -> &'static [&'static str] {
        match self {
            // Perl configures the OpenSSL that SQLCipher is built with.
            Need::Compile => &["build-essential", "pkg-config", "perl"],
            Need::Desktop => &["libgtk-3-dev", "libwebkit2gtk-4.1-dev", "librsvg2-dev"],
            Need::Window => &["xvfb", "xauth", "dbus", "webkit2gtk-driver", "fonts-noto-cjk"],
            // Chromium 72 comes from npm without its libraries; Debian's own needs the same ones.
            Need::Browser => &["chromium", "fonts-noto-cjk", "libnss3"],
            Need::Android => &["rustc-web", "rust-web-src", "clang"],
            // PgBouncer's libraries.
            Need::Patroni => &["libc-ares2", "libevent-2.1-7"],
            // The last is more than a list of packages: `postgres::install`, as `patroni::install` is.
            Need::Lint | Need::Ui | Need::EndToEnd | Need::Postgres => &[],
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
    needs.iter().filter_map(|need| need.npm_folder()).try_for_each(|folder| npm_packages(&root.join(folder)))?;
    if needs.contains(&Need::Postgres) {
        postgres::install(root)?;
    }
    if needs.contains(&Need::Patroni) { patroni::install(root) } else { Ok(()) }
}

fn rust_components(root: &Path) -> Result<(), Failure> {
    let absent: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| !Invocation::new(root, "cargo").args([command, "--version"]).succeeds())
        .map(|(component, _)| component)
        .collect();
    if absent.is_empty() { Ok(()) } else { Invocation::new(root, "rustup").args(["component", "add"]).args(absent).run() }
}

/// A Python that has schemathesis, in an environment of its own under `target`.
pub fn schemathesis(root: &Path) -> Result<PathBuf, Failure> {
    python_environment(root, &root.join("target/api/python"), &["schemathesis==4.32.5"])
}
