//! `cargo xtask bench builds`: how long building takes, from nothing and after one change. Downloads come before, and do
//! not count. Prints rows of a table; nothing is written, since figures of two states of the code stand side by side there.

use std::{path::Path, time::Instant};

use crate::{
    failure::Failure,
    machine::{self, Need},
    process::Invocation,
};

/// What is changed, and the file that stands for it.
const CHANGES: &[(&str, &str)] = &[
    ("after a change in the domain", "crates/domain/src/check.rs"),
    ("after a change in a route", "crates/server/src/routes/district.rs"),
];
/// The face that a change in a component rebuilds, as `cargo xtask run` serves it.
const FACES: &[(&str, &str)] = &[
    ("the phone's face after a change in a component", "build:phone"),
    ("the dashboard's face after a change in a component", "build:district"),
];

pub fn builds(root: &Path) -> Result<(), Failure> {
    machine::install(root, &[Need::Compile, Need::Ui])?;
    Invocation::new(root, "cargo").args(["fetch", "--locked"]).run()?;
    // A folder of its own: what the checkout has built stays, and nothing of it is used.
    let target = root.join("target/bench-builds");
    if target.exists() {
        std::fs::remove_dir_all(&target).map_err(|why| Failure::file(&target, why))?;
    }
    println!("measuring; the machine should have nothing else to do");
    let cargo = || Invocation::new(root, "cargo").args(["build", "--locked"]).env("CARGO_TARGET_DIR", target.display().to_string());
    let mut rows = vec![row("`cargo build`, nothing built before, everything downloaded", seconds(cargo())?)];
    for (what, file) in CHANGES {
        touch(&root.join(file))?;
        rows.push(row(&format!("`cargo build` {what}"), seconds(cargo())?));
    }
    for (what, script) in FACES {
        let npm = Invocation::new(&root.join("ui"), "npm").args(["run", "--silent", script, "--", "--logLevel=warn"]);
        rows.push(row(what, seconds(npm)?));
    }
    println!("| what | time |\n|---|---|\n{}", rows.join("\n"));
    Ok(())
}

fn seconds(step: Invocation) -> Result<f64, Failure> {
    let started = Instant::now();
    step.run()?;
    Ok(started.elapsed().as_secs_f64())
}

fn row(what: &str, seconds: f64) -> String {
    if seconds < 10.0 { format!("| {what} | {seconds:.1} s |") } else { format!("| {what} | {seconds:.0} s |") }
}

/// To cargo, a file that was written again has changed.
fn touch(file: &Path) -> Result<(), Failure> {
    let touched = std::fs::read(file).and_then(|bytes| std::fs::write(file, bytes));
    touched.map_err(|why| Failure::file(file, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_time_has_a_decimal_and_a_long_one_none() {
        assert_eq!(row("a", 4.14), "| a | 4.1 s |");
        assert_eq!(row("b", 265.4), "| b | 265 s |");
    }

    #[test]
    fn what_is_changed_is_there() {
        let root = crate::root();
        for (what, file) in CHANGES {
            assert!(root.join(file).is_file(), "{what}: {file}");
        }
    }
}
