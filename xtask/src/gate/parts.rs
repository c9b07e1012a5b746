//! The parts of the gate, quickest first: what each is, what it needs on the machine, and how it runs.
//! All of them build with one profile and one set of features in one target folder, so that nothing is built twice.

use std::path::{Path, PathBuf};

use crate::{
    android, api, audit, codegen,
    failure::Failure,
    gate::{databases, faults, fuzz},
    machine::{self, Need},
    process::Invocation,
    results::Counts,
    tidy, ui,
};

/// What a part is given.
pub struct Gate<'a> {
    pub root: &'a Path,
    /// More cycles and more engines than fit into every run.
    pub long: bool,
}

pub struct Part {
    pub name: &'static str,
    pub about: &'static str,
    pub needs: &'static [Need],
    pub run: fn(&Gate<'_>) -> Result<Counts, Failure>,
}

pub const PARTS: &[Part] = &[
    Part { name: "format", about: "rustfmt changes nothing", needs: &[Need::Lint], run: format },
    Part { name: "tidy", about: "the house rules that a program can check", needs: &[], run: tidy_part },
    Part {
        name: "lints",
        about: "clippy, TypeScript, eslint and stylelint say nothing",
        needs: &[Need::Compile, Need::Desktop, Need::Lint, Need::Ui],
        run: lints,
    },
    Part { name: "audit", about: "licences, bans, sources and known faults of what is built in", needs: &[], run: audit_part },
    Part { name: "budgets", about: "sizes of what the browser loads", needs: &[Need::Ui], run: budgets },
    Part {
        name: "unit",
        about: "tests inside the crates and the UI",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Postgres],
        run: unit,
    },
    Part {
        name: "faults",
        about: "every fault that can be chosen is noticed by the test that is named for it",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Postgres],
        run: faults_part,
    },
    Part {
        name: "codegen",
        about: "TypeScript types, the dashboard's client and the schema's document are those of the Rust types, the routes and the SQL",
        needs: &[Need::Compile, Need::Desktop, Need::Ui],
        run: codegen_part,
    },
    Part { name: "flows", about: "whole ways through devices and server", needs: &[Need::Compile, Need::Desktop, Need::Ui], run: flows },
    Part {
        name: "databases",
        about: "the server's tests, the flows and the simulation on PostgreSQL",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Postgres],
        run: databases_part,
    },
    Part { name: "power", about: "the power goes at every write", needs: &[Need::Compile, Need::Desktop, Need::Ui], run: power },
    Part {
        name: "kill",
        about: "devices and server killed while they work",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Postgres],
        run: kill,
    },
    Part {
        name: "clusters",
        about: "database servers that are killed while others write, only with --long",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Postgres],
        run: clusters,
    },
    Part {
        name: "api",
        about: "the server answers as its OpenAPI document says, and never with a fault of its own",
        needs: &[Need::Compile, Need::Desktop, Need::Ui],
        run: api_part,
    },
    Part { name: "fuzz", about: "parsers under libFuzzer, only with --long", needs: &[Need::Compile, Need::Ui], run: fuzz_part },
    Part {
        name: "browser",
        about: "phone UI and dashboard in browsers, on the real core",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Browser, Need::EndToEnd],
        run: browser,
    },
    Part {
        name: "window",
        about: "the desktop app in a real window",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Window, Need::EndToEnd],
        run: window,
    },
    Part {
        name: "android",
        about: "the device's Rust type-checks for Android",
        needs: &[Need::Compile, Need::Desktop, Need::Ui, Need::Android],
        run: android_part,
    },
];

fn format(gate: &Gate<'_>) -> Result<Counts, Failure> {
    Ok(Counts::of("format", Invocation::new(gate.root, "cargo").args(["fmt", "--all", "--check"]).run()))
}

fn tidy_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    Ok(Counts::of("tidy", tidy::tidy(gate.root)))
}

fn lints(gate: &Gate<'_>) -> Result<Counts, Failure> {
    let mut counts = Counts::default();
    for script in ["types", "lint", "lint:css"] {
        counts.add(Counts::of(script, npm(gate, script).run()));
    }
    // The shell and the server look for the built UI when they are compiled.
    ui::build(gate.root)?;
    let clippy = Invocation::new(gate.root, "cargo").args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--keep-going",
        "--",
        "--deny",
        "warnings",
    ]);
    counts.add(Counts::of("clippy", clippy.run()));
    Ok(counts)
}

fn audit_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    audit::audit(gate.root)
}

fn budgets(gate: &Gate<'_>) -> Result<Counts, Failure> {
    ui::build(gate.root)?;
    Ok(Counts::of("budgets", npm(gate, "budgets").run()))
}

fn unit(gate: &Gate<'_>) -> Result<Counts, Failure> {
    let mut counts = npm(gate, "test").counted();
    ui::build(gate.root)?;
    counts.add(cargo_test(gate).args(["--lib", "--bins", "--tests"]).counted());
    Ok(counts)
}

fn faults_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    ui::build(gate.root)?;
    faults::run(gate.root)
}

fn codegen_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    Ok(Counts::of("codegen", codegen::check(gate.root)))
}

fn flows(gate: &Gate<'_>) -> Result<Counts, Failure> {
    build_binaries(gate)?;
    Ok(cargo_test(gate).args(["--test", "flows", "--test", "traces"]).counted())
}

fn databases_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    build_binaries(gate)?;
    databases::run(gate.root, gate.long)
}

fn power(gate: &Gate<'_>) -> Result<Counts, Failure> {
    ui::build(gate.root)?;
    Ok(cargo_test(gate).args(["--test", "power"]).counted())
}

fn kill(gate: &Gate<'_>) -> Result<Counts, Failure> {
    build_binaries(gate)?;
    Ok(cargo_test(gate).args(["--test", "kill"]).counted())
}

fn clusters(gate: &Gate<'_>) -> Result<Counts, Failure> {
    if !gate.long {
        println!("three nodes under Patroni, and PgBouncer, only with --long");
        return Ok(Counts::default());
    }
    machine::install(gate.root, &[Need::Patroni])?;
    build_binaries(gate)?;
    Ok(cargo_test(gate).args(["--test", "patroni", "--test", "pooled", "--", "--test-threads=1", "--nocapture"]).counted())
}

fn api_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    build_binaries(gate)?;
    api::check(gate.root, gate.long)
}

fn fuzz_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    fuzz::run(gate.root, gate.long)
}

fn browser(gate: &Gate<'_>) -> Result<Counts, Failure> {
    build_binaries(gate)?;
    let named = [
        "phone.test.mjs",
        "kinds.test.mjs",
        "taps.test.mjs",
        "drafts.test.mjs",
        "odd.test.mjs",
        "rescue.test.mjs",
        "import.test.mjs",
        "accounts.test.mjs",
        "acts.test.mjs",
        "district.test.mjs",
        "evening.test.mjs",
        "engines.test.mjs",
        "typed.test.mjs",
    ];
    Ok(end_to_end(gate, &named).counted())
}

fn window(gate: &Gate<'_>) -> Result<Counts, Failure> {
    build_binaries(gate)?;
    Ok(end_to_end(gate, &["window.test.mjs"]).counted())
}

fn android_part(gate: &Gate<'_>) -> Result<Counts, Failure> {
    ui::build(gate.root)?;
    Ok(Counts::of("android", android::check(gate.root)))
}

fn npm(gate: &Gate<'_>, script: &str) -> Invocation {
    Invocation::new(&gate.root.join("ui"), "npm").args(["run", "--silent", script])
}

/// Always the whole workspace, whatever is run of it: choosing packages would choose other features, and build again.
fn cargo_test(gate: &Gate<'_>) -> Invocation {
    let test = Invocation::new(gate.root, "cargo").args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    if gate.long { test.env("DAYLOG_LONG", "1") } else { test }
}

fn build_binaries(gate: &Gate<'_>) -> Result<(), Failure> {
    ui::build(gate.root)?;
    Invocation::new(gate.root, "cargo").args(["build", "--workspace", "--locked", "--bins"]).run()
}

/// Node's own test runner, one file after the other: each starts a server of its own and this machine may have two cores.
fn end_to_end(gate: &Gate<'_>, files: &[&str]) -> Invocation {
    let folder = gate.root.join("tests/e2e");
    let there: Vec<PathBuf> = files.iter().map(|file| folder.join(file)).collect();
    let node = Invocation::new(&folder, "node").args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(there);
    if gate.long { node.env("DAYLOG_LONG", "1") } else { node }
}
