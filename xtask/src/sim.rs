//! `cargo xtask sim`: long runs of the simulation, optimised but with the debug build's checks, and the table of what they met.

use std::path::Path;

use crate::{
    bench::machine,
    failure::Failure,
    machine::{self, Need},
    process::Invocation,
    ui,
};

const RESULT: &str = "docs/fault-injection.md";
const USAGE: &str = "cargo xtask sim [--seeds N] [--hours H] [--first S] [--write]      --write keeps the table in docs/fault-injection.md";

pub fn sim(root: &Path, options: &[&str]) -> Result<(), Failure> {
    let (flags, passed): (Vec<&str>, Vec<&str>) = options.iter().partition(|option| **option == "--write");
    let is_pair = |pair: &[&str]| matches!(pair, ["--seeds" | "--hours" | "--first", number] if number.parse::<f64>().is_ok());
    if !passed.chunks(2).all(is_pair) {
        return Err(Failure::usage(USAGE));
    }
    machine::install(root, &[Need::Compile])?;
    ui::build(root)?;
    let packages = ["--profile", "sim", "--locked", "--package", "daylog-tests", "--bin", "daylog-simulation"];
    Invocation::new(root, "cargo").arg("build").args(packages).run()?;
    println!("running; a seed that fails is told at once");
    let table = Invocation::new(root, "target/sim/daylog-simulation").args(passed).stdout_whatever_happens();
    let commit = Invocation::git(root).args(["rev-parse", "--short", "HEAD"]).text().unwrap_or_default();
    let text = result(&machine(root), commit.trim(), &table);
    print!("{text}");
    if !flags.is_empty() {
        let path = root.join(RESULT);
        std::fs::write(&path, &text).map_err(|why| Failure::file(&path, why))?;
    }
    if table.contains("| seeds that failed | 0 |") { Ok(()) } else { Err(Failure::found("seeds failed, or nothing ran")) }
}

fn result(machine: &str, commit: &str, table: &str) -> String {
    format!(
        "# Fault injection\n\nThe real device engine, store and district in worlds of faults, as [testing](testing.md) describes them.\n\
         Taken by `cargo xtask sim --write` at {commit}, optimised with the debug build's checks, on {machine}.\n\n{}\n",
        table.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_names_its_machine_and_its_commit() {
        let text = result("a machine", "abc1234", "| what | figure |\n|---|---|\n| operations | 7 |\n");
        assert!(text.contains("at abc1234,") && text.contains("on a machine.") && text.ends_with("| operations | 7 |\n"), "{text}");
    }

    #[test]
    fn an_option_without_its_number_is_refused() {
        for options in [["--seeds"].as_slice(), &["--hours", "soon"], &["--fast", "1"]] {
            assert!(sim(Path::new("/"), options).is_err());
        }
    }
}
