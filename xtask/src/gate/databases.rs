//! The databases part of the gate: what the server's tests, the flows and the simulation show on the embedded database, they show
//! on each version of PostgreSQL as well. All programs of a version take a schema a test in one throw-away cluster.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    time::Instant,
};

use super::programs::{self, Program};
use crate::{failure::Failure, results::Counts};

const VERSIONS: [&str; 2] = ["15", "18"];

/// Of these packages every test program.
const PACKAGES: [&str; 3] = ["daylog-backup", "daylog-district", "daylog-server"];

/// Programs of tests over the whole.
const OVER_THE_WHOLE: [&str; 4] = ["scope", "simulation", "flows", "traces"];

/// Those of them that cargo builds by name only.
const BY_NAME: [&str; 2] = ["flows", "traces"];

/// What takes two thirds of the part runs on one version unless everything is asked for: on the one that the tests of clusters, of
/// deadlines and under Patroni have less of.
const FLOWS: &str = "flows";
const FLOWS_ON: &str = "18";

/// Programs all of whose tests say themselves what their districts are on.
const SAY_THEMSELVES: [&str; 6] = ["at_rest", "disk", "elsewhere", "hanging", "moving", "wakes"];

/// Worlds of the simulation and histories of days: the gate's others run on the embedded database, whose disk can fail.
const SEEDS: &str = "0..3";

/// Keeps a cluster for as long as it is kept itself.
const CLUSTER: &str = "daylog-test-cluster";

pub fn run(root: &Path, long: bool) -> Result<Counts, Failure> {
    let mut tests = programs::tests(root)?;
    tests.extend(programs::tests_by_name(root, &BY_NAME)?);
    let binaries = programs::binaries(root)?;
    let Some((_, keeper)) = binaries.iter().find(|((_, name), _)| name == CLUSTER) else {
        return Ok(Counts::failed(format!("there is no program {CLUSTER}")));
    };
    let mut counts = Counts::default();
    for version in VERSIONS {
        let cluster = Cluster::start(keeper, version)?;
        for ((package, target), program) in tests.iter().filter(|((package, target), _)| is_run(package, target, version, long)) {
            let started = Instant::now();
            counts.add(on(&cluster, program, long));
            println!("{package} {target} on PostgreSQL {version}: {:.1} s", started.elapsed().as_secs_f32());
        }
    }
    Ok(counts)
}

fn is_run(package: &str, target: &str, version: &str, long: bool) -> bool {
    let is_left = target == FLOWS && version != FLOWS_ON && !long;
    let is_whole = package == "daylog-tests" && OVER_THE_WHOLE.contains(&target) && !is_left;
    is_whole || PACKAGES.contains(&package) && !SAY_THEMSELVES.contains(&target)
}

fn on(cluster: &Cluster<'_>, program: &Program, long: bool) -> Counts {
    let run = program
        .invocation()
        .env("DAYLOG_TEST_DATABASE", format!("postgres{}", cluster.version))
        .env("DAYLOG_TEST_CLUSTER", &cluster.url)
        .env("DAYLOG_SEEDS", SEEDS);
    if long { run.env("DAYLOG_LONG", "1").counted() } else { run.counted() }
}

/// A running cluster. Its keeper removes it when it hears that nobody needs it any more, or that this process is gone.
struct Cluster<'v> {
    version: &'v str,
    url: String,
    keeper: Child,
}

impl<'v> Cluster<'v> {
    fn start(keeper: &Program, version: &'v str) -> Result<Self, Failure> {
        let (mut command, line) = keeper.invocation().arg(version).into_command();
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let failed = |why: String| Failure::Program { line: line.clone(), why };
        let mut keeper = spawned.map_err(|why| failed(format!("could not be started: {why}")))?;
        let mut url = String::new();
        let read = keeper.stdout.take().map(|stdout| BufReader::new(stdout).read_line(&mut url));
        if !matches!(read, Some(Ok(bytes)) if bytes > 0) {
            return Err(failed("made no cluster".to_owned()));
        }
        Ok(Cluster { version, url: url.trim().to_owned(), keeper })
    }
}

impl Drop for Cluster<'_> {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ended = self.keeper.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_runs_on_both_versions_but_flows_which_need_long_for_that() {
        let runs = |package, target, long| VERSIONS.map(|version| is_run(package, target, version, long));
        assert_eq!(runs("daylog-tests", FLOWS, false), [false, true]);
        assert_eq!(runs("daylog-tests", FLOWS, true), [true; 2]);
        for (package, target) in [("daylog-server", "push"), ("daylog-tests", "traces"), ("daylog-tests", "simulation")] {
            assert_eq!(runs(package, target, false), [true; 2], "{target}");
        }
        assert_eq!(runs("daylog-tests", "kill", true), [false; 2]);
    }
}
