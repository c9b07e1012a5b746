//! One seed from its beginning to its end: episodes of faults, each followed by rest, at which everything must hold.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{Counts, World, watch::Watch};

/// What a seed came to.
#[derive(Debug, Clone)]
pub struct Ran {
    pub counts: Counts,
    pub trace: u64,
}

/// A seed that failed, with what the failed check said.
#[derive(Debug, Clone)]
pub struct Failed {
    pub seed: u64,
    /// The steps until then, and their trace: the same wherever the seed runs.
    pub steps: u64,
    pub trace: u64,
    pub why: String,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failed { seed, steps, trace, why } = self;
        write!(f, "seed {seed} failed after {steps} steps, trace {trace:016x}: {why}\n  again with: {}", command(*seed))
    }
}

const EPISODES: u64 = 3;

/// How long one episode is: some seeds run long, most do not.
fn steps(seed: u64) -> u64 {
    match seed % 8 {
        0 => 800,
        1 | 2 => 100,
        _ => 250,
    }
}

/// The command that runs one seed again.
fn command(seed: u64) -> String {
    format!("DAYLOG_SEEDS={seed}..{} cargo test --package daylog-tests --test simulation -- --nocapture worlds", seed + 1)
}

/// Runs a seed.
pub fn seed(seed: u64) -> Result<Ran, Failed> {
    let (mut steps_done, mut trace) = (0, 0);
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed);
        let mut watch = Watch::asked();
        if std::env::var_os("DAYLOG_SAY").is_some() {
            eprintln!("{seed}: {:?}", world.fault_plan);
        }
        for _ in 0..EPISODES {
            for _ in 0..steps(seed) {
                world.step();
                (steps_done, trace) = (steps_done + 1, world.trace.0);
                watch.look(&mut world);
            }
            world.come_to_rest();
            watch.look(&mut world);
            world.check();
            world.proofs_hold();
            world.bounds_hold_the_truth();
            world.files_are_bounded();
            world.go_on();
        }
        world.everybody_is_rescued();
        world.check_files();
        world.clocks_come_right();
        let losses = world.network.losses;
        world.counts.losses(&losses);
        if std::env::var_os("DAYLOG_SAY").is_some() {
            eprintln!("{seed}: {:?}, {} saved", world.counts.largest().collect::<Vec<_>>(), world.oracle.saved.len());
        }
        Ran { counts: world.counts, trace: world.trace.0 }
    }));
    ran.map_err(|cause| {
        let text = cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Failed { seed, steps: steps_done, trace, why: text.unwrap_or_default() }
    })
}

/// The seeds that failed once, from the file in which each stands with its reason.
#[must_use]
pub fn kept_seeds() -> Vec<u64> {
    let numbers = include_str!("seeds.txt").lines().filter_map(|line| line.split('#').next());
    numbers.filter_map(|number| number.trim().parse().ok()).collect()
}

/// The most memory that this process ever held, in kB, as the kernel counts it.
#[must_use]
pub fn most_memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
