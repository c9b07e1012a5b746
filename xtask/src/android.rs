//! Type-checks the device's Rust for Android, without an SDK or an NDK: everything that `daylog-desktop` is made of.
//! Debian's `rust-web-src` brings the standard library's source, because no Debian package brings it compiled for Android.
//! It does not build Kotlin and does not link: what needs an SDK stands in docs/android.md.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, process::Invocation};

const TARGET: &str = "aarch64-linux-android";
const SHELL: &str = "daylog-desktop";
/// Debian's compiler, the one that `rust-web-src` belongs to; a toolchain of rustup's would want its own source.
const RUSTC: &str = "/usr/bin/rustc";

/// What stands in for the NDK: path in the folder, content, whether it is a program.
const STAND_INS: &[(&str, &str, bool)] = &[
    ("bin/cc", include_str!("../android/cc"), true),
    ("bin/ar", include_str!("../android/ar"), true),
    ("ndk/source.properties", include_str!("../android/source.properties"), false),
    ("openssl/include/openssl/opensslv.h", include_str!("../android/opensslv.h"), false),
    ("openssl/include/openssl/opensslconf.h", "", false),
    ("openssl/lib/.keep", "", false),
];

pub fn check(root: &Path) -> Result<(), Failure> {
    for (path, package) in [(RUSTC, "rustc-web"), ("/usr/lib/rustlib/src/rust/library/std", "rust-web-src")] {
        if !Path::new(path).exists() {
            return Err(Failure::machine(format!("{path} is missing; Debian's package {package} brings it")));
        }
    }
    let listed = Invocation::new(root, "cargo").args(["tree", "--package", SHELL, "--target", TARGET, "--prefix", "none"]);
    judge_packages(&listed.args(["--edges", "normal,build"]).text()?)?;
    let folder = root.join("target/android-check");
    let stand_ins = folder.join("stand-ins");
    write_stand_ins(&stand_ins)?;
    type_check(root, &folder, &stand_ins)
}

fn type_check(root: &Path, folder: &Path, stand_ins: &Path) -> Result<(), Failure> {
    let compiler = stand_ins.join("bin/cc");
    Invocation::new(root, "cargo")
        .args(["check", "-Z", "build-std=std,panic_abort", "--target", TARGET, "--package", SHELL, "--lib", "--target-dir"])
        .arg(folder)
        // Macros and build scripts run once here; optimising them costs more than it gives.
        .args(["--config", "profile.dev.package.'*'.opt-level=0"])
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CC_aarch64_linux_android", &compiler)
        .env("CXX_aarch64_linux_android", &compiler)
        .env("AR_aarch64_linux_android", stand_ins.join("bin/ar"))
        .env("ANDROID_HOME", stand_ins.join("sdk"))
        .env("NDK_HOME", stand_ins.join("ndk"))
        // Only here: configuring and "building" OpenSSL with an empty compiler would take longer than all the rest.
        .env("OPENSSL_NO_VENDOR", "1")
        .env("OPENSSL_STATIC", "1")
        .env("OPENSSL_INCLUDE_DIR", stand_ins.join("openssl/include"))
        .env("OPENSSL_LIB_DIR", stand_ins.join("openssl/lib"))
        .run()
}

/// aws-lc-rs does not cross-build for old phones and brings a verifier that panics on Android; ring is what we use instead.
fn judge_packages(tree: &str) -> Result<(), Failure> {
    let has = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    if has("aws-lc-rs") || has("aws-lc-sys") {
        return Err(Failure::found(format!(
            "aws-lc-rs is in the Android build; `cargo tree -p {SHELL} --target {TARGET} -i aws-lc-rs` says why"
        )));
    }
    if !has("ring") {
        return Err(Failure::found(
            "ring is not in the Android build: the list of packages was not understood, or signing moved elsewhere",
        ));
    }
    Ok(())
}

fn write_stand_ins(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder.join("sdk")).map_err(|why| Failure::file(folder, why))?;
    STAND_INS.iter().try_for_each(|(path, content, is_program)| write(&folder.join(path), content, *is_program))
}

/// Leaves an equal file alone, so that no build script sees a change where there is none.
fn write(path: &PathBuf, content: &str, is_program: bool) -> Result<(), Failure> {
    let failed = |why| Failure::file(path, why);
    if fs::read_to_string(path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
    fs::write(path, content).map_err(failed)?;
    if is_program { make_executable(path).map_err(failed) } else { Ok(()) }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_with_aws_lc_or_without_ring_is_refused() {
        for (tree, accepted) in [
            ("daylog-desktop v0.1.0\nring v0.17.14\nrustls v0.23.41 (*)", true),
            ("daylog-desktop v0.1.0\nring v0.17.14\naws-lc-rs v1.13.0", false),
            ("daylog-desktop v0.1.0\nring v0.17.14\naws-lc-sys v0.30.0 (*)", false),
            ("daylog-desktop v0.1.0\nring-compat v0.8.0", false),
            ("", false),
        ] {
            assert_eq!(judge_packages(tree).is_ok(), accepted, "{tree}");
        }
    }
}
