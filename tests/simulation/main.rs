//! Worlds from seeds, run to their end. `DAYLOG_SEEDS=first..last` runs other seeds; a failure names its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]

use daylog_tests::simulation::run::{Failed, command, kept_seeds, seed};

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
    eprintln!("seed {} failed: {}\n  again with: {}", failure.seed, failure.why, command(failure.seed));
}

#[test]
fn worlds_lose_nothing_invent_nothing_and_come_to_rest() {
    let failed: Vec<_> = seeds().into_iter().filter_map(|number| seed(number).err().inspect(say)).collect();
    assert!(failed.is_empty(), "{} seeds failed", failed.len());
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    let trace = |number| seed(number).map(|ran| ran.trace).unwrap();
    assert_eq!(trace(9), trace(9));
    assert_ne!(trace(9), trace(10));
}
