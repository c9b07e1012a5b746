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

/// Programs all of whose tests say themselves what their districts are on.
const SAY_THEMSELVES: [&str; 6] = ["at_rest", "disk", "elsewhere", "hanging", "moving", "wakes"];

/// Worlds of the simulation and histories of days: the gate's others run on the embedded database, whose disk can fail.
const SEEDS: &str = "0..3";

/// Keeps a cluster for as long as it is kept itself.
const CLUSTER: &str = "daylog-test-cluster";

pub fn run(root: &Path, long: bool) -> Result<Counts, Failure> {
    let mut tests = programs::tests(root)?;
    tests.extend(programs::tests_by_name(root, &BY_NAME)?);
    let suites: Vec<(String, &Program)> = tests
        .iter()
        .filter(|((package, target), _)| is_run(package, target))
        .map(|((package, target), program)| (format!("{package} {target}"), program))
        .collect();
    let binaries = programs::binaries(root)?;
    let Some((_, keeper)) = binaries.iter().find(|((_, name), _)| name == CLUSTER) else {
        return Ok(Counts::failed(format!("there is no program {CLUSTER}")));
    };
    let mut counts = Counts::default();
    for version in VERSIONS {
        let cluster = Cluster::start(keeper, version)?;
        for (name, program) in &suites {
            let started = Instant::now();
            counts.add(on(&cluster, program, long));
            println!("{name} on PostgreSQL {version}: {:.1} s", started.elapsed().as_secs_f32());
        }
    }
    Ok(counts)
}

fn is_run(package: &str, target: &str) -> bool {
    let is_whole = package == "daylog-tests" && OVER_THE_WHOLE.contains(&target);
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
