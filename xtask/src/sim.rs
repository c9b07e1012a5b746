//! `cargo xtask sim`: long runs of the simulation, optimised but with the debug build's checks, and the table of what they met.

use std::path::Path;

use crate::{
    bench::machine,
    failure::Failure,
    gate::faults as gate,
    machine::{self, Need},
    process::Invocation,
    ui,
};

const PROGRAM: &str = "target/sim/daylog-simulation";
const RESULT: &str = "docs/fault-injection.md";
/// Seeds that failed once, for every gate from then on.
const KEPT: &str = "tests/simulation/seeds.txt";
const USAGE: &str = "cargo xtask sim [--seeds N] [--hours H] [--first S] [--write]      --write keeps the table in docs/fault-injection.md
cargo xtask sim --faults [--seeds N]      after how many seeds the simulation notices each fault, into docs/faults.md";
/// So many seeds are tried for each fault unless another number is given.
const SEEDS_FOR_A_FAULT: &str = "64";

pub fn sim(root: &Path, options: &[&str]) -> Result<(), Failure> {
    let (flags, passed): (Vec<&str>, Vec<&str>) = options.iter().partition(|option| ["--write", "--faults"].contains(option));
    let is_pair = |pair: &[&str]| matches!(pair, ["--seeds" | "--hours" | "--first", number] if number.parse::<f64>().is_ok());
    if !passed.chunks(2).all(is_pair) {
        return Err(Failure::usage(USAGE));
    }
    machine::install(root, &[Need::Compile])?;
    ui::build(root)?;
    let packages = ["--profile", "sim", "--locked", "--package", "daylog-tests", "--bin", "daylog-simulation"];
    Invocation::new(root, "cargo").arg("build").args(packages).run()?;
    match flags.as_slice() {
        [] => worlds(root, &passed, false),
        ["--write"] => worlds(root, &passed, true),
        ["--faults"] => faults(root, passed.get(1).copied().unwrap_or(SEEDS_FOR_A_FAULT)),
        _ => Err(Failure::usage(USAGE)),
    }
}

/// Runs each fault until a world notices it, and writes after how many seeds that was into the table of faults.
fn faults(root: &Path, seeds: &str) -> Result<(), Failure> {
    let (table, faults) = (root.join(gate::FAULTS_TABLE), root.join(gate::FAULTS));
    let source = std::fs::read_to_string(&faults).map_err(|why| Failure::file(&faults, why))?;
    for fault in gate::faults(&source) {
        let run = Invocation::new(root, PROGRAM).args(["--until-failed", "--seeds", seeds]).env("DAYLOG_FAULT", &fault);
        let noticed = first_failed(&run.stdout_whatever_happens()).map(|seed| (seed + 1).to_string());
        println!("{fault:26} {}", noticed.as_deref().unwrap_or("not noticed"));
        let text = std::fs::read_to_string(&table).map_err(|why| Failure::file(&table, why))?;
        let text = gate::with_seeds(&text, &fault, noticed.as_deref().unwrap_or("–"));
        std::fs::write(&table, text).map_err(|why| Failure::file(&table, why))?;
    }
    println!("of {seeds} seeds each");
    Ok(())
}

fn first_failed(table: &str) -> Option<u64> {
    let failed = table.lines().find_map(|line| line.strip_prefix("Failed seeds: ")?.strip_suffix('.'))?;
    failed.split(", ").filter_map(|seed| seed.parse().ok()).min()
}

fn worlds(root: &Path, options: &[&str], is_kept: bool) -> Result<(), Failure> {
    println!("running; a seed that fails is told at once");
    let table = Invocation::new(root, PROGRAM).args(options).stdout_whatever_happens();
    let commit = Invocation::git(root).args(["rev-parse", "--short", "HEAD"]).text().unwrap_or_default();
    let text = result(&machine(root), commit.trim(), &table);
    print!("{text}");
    if is_kept {
        let path = root.join(RESULT);
        std::fs::write(&path, &text).map_err(|why| Failure::file(&path, why))?;
    }
    let path = root.join(KEPT);
    let kept = std::fs::read_to_string(&path).map_err(|why| Failure::file(&path, why))?;
    if let Some(more) = with_failed(&kept, &table, commit.trim()) {
        std::fs::write(&path, more).map_err(|why| Failure::file(&path, why))?;
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

/// The kept seeds with those that the table names as failed and that were not kept yet, if there are any.
fn with_failed(kept: &str, table: &str, commit: &str) -> Option<String> {
    let failed = table.lines().find_map(|line| line.strip_prefix("Failed seeds: ")?.strip_suffix('.'))?;
    let is_kept = |seed: &&str| kept.lines().any(|line| line.split_whitespace().next() == Some(seed));
    let new: String =
        failed.split(", ").filter(|seed| !is_kept(seed)).map(|seed| format!("{seed} # at {commit}, not understood yet\n")).collect();
    (!new.is_empty()).then(|| format!("{kept}{new}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_seeds_are_kept_once() {
        let kept = "# Seeds\n20   # why\n";
        let table = "| seeds that failed | 2 |\n\nFailed seeds: 20, 31.\n";
        let more = with_failed(kept, table, "abc1234").unwrap();
        assert_eq!(more, "# Seeds\n20   # why\n31 # at abc1234, not understood yet\n");
        assert_eq!(with_failed(&more, table, "abc1234"), None);
        assert_eq!(with_failed(kept, "| seeds that failed | 0 |\n", "abc1234"), None);
    }

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
