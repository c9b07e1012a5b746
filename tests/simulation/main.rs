//! Worlds from seeds, run to their end. `DAYLOG_SEEDS=first..last` runs other seeds; a failure names its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]

use std::process::Command;

use daylog_tests::simulation::run::{Failed, kept_seeds, most_memory_kb, seed};

/// All worlds of a run together, however many there are: nothing is kept from one to the next.
const MOST_MEMORY_KB: u64 = 300_000;
/// Asks a process for the trace of one seed and nothing else.
const TRACE_ALONE: &str = "DAYLOG_TRACE_ALONE";

fn seeds() -> Vec<u64> {
    match std::env::var("DAYLOG_SEEDS") {
        Ok(range) => {
            let Some((first, last)) = range.split_once("..") else {
                return range.split(',').map(|seed| seed.parse().unwrap()).collect();
            };
            (first.parse().unwrap()..last.parse().unwrap()).collect()
        }
        Err(_) => kept_seeds().into_iter().chain(0..12).collect(),
    }
}

fn say(failure: &Failed) {
    eprintln!("{failure}");
}

#[test]
fn worlds_lose_nothing_invent_nothing_and_come_to_rest() {
    let failed: Vec<_> = seeds().into_iter().filter_map(|number| seed(number).err().inspect(say)).collect();
    assert!(failed.is_empty(), "{} seeds failed", failed.len());
    let memory = most_memory_kb().unwrap();
    assert!(memory <= MOST_MEMORY_KB, "{memory} kB");
}

#[test]
fn the_same_seed_gives_the_same_trace_in_every_process() {
    let trace = |number| format!("trace {:016x}", seed(number).unwrap().trace);
    let here = trace(9);
    if std::env::var_os(TRACE_ALONE).is_some() {
        return eprintln!("{here}");
    }
    assert_eq!(trace(9), here);
    assert_ne!(trace(10), here);
    let mut other = Command::new(std::env::current_exe().unwrap());
    let said = other.args(["the_same_seed", "--nocapture"]).env(TRACE_ALONE, "1").output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr);
    assert!(said.contains(&here), "{here}, and in another process {said}");
}
