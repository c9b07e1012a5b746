//! The fuzz part of the long gate: libFuzzer over every parser that takes bytes from outside, each for a bounded time.
//! Coverage comes from flags that the stable compiler has, so no nightly is needed. What is found stays in target/fuzz/found.

use std::path::Path;

use crate::{failure::Failure, process::Invocation, results::Counts};

/// What cargo-fuzz passes, without the sanitizer, which has nothing to find in safe code.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1";
/// How long each parser is tried.
const SECONDS: u32 = 60;

pub fn run(root: &Path, long: bool) -> Result<Counts, Failure> {
    if !long {
        println!("only with --long; the kept inputs, bombs and mutations are tried by the unit part");
        return Ok(Counts::default());
    }
    let (folder, made) = (root.join("tests/fuzz"), root.join("target/fuzz"));
    // The same versions as everything else; what only the fuzzer needs is added to the copy.
    let lock = folder.join("Cargo.lock");
    std::fs::copy(root.join("Cargo.lock"), &lock).map_err(|why| Failure::file(&lock, why))?;
    let host = Invocation::new(root, "rustc").args(["--print", "host-tuple"]).text()?;
    // With a target named, build scripts go without these flags; they could not be linked with them.
    let build = Invocation::new(&folder, "cargo").args(["build", "--target", host.trim()]);
    build.env("RUSTFLAGS", FLAGS).env("CARGO_TARGET_DIR", &made).run()?;
    let seeds = made.join("seeds");
    Invocation::new(root, "cargo").args(["run", "--quiet", "-p", "daylog-tests", "--example", "write_seeds", "--"]).arg(&seeds).run()?;
    let program = made.join(host.trim()).join("debug/parser");
    let mut counts = Counts::default();
    for name in names(&seeds)? {
        counts.add(Counts::of(&name, try_one(root, &program, &made, &name)));
    }
    Ok(counts)
}

fn names(seeds: &Path) -> Result<Vec<String>, Failure> {
    let folders = std::fs::read_dir(seeds).map_err(|why| Failure::file(seeds, why))?;
    let mut names: Vec<String> = folders.filter_map(|folder| Some(folder.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}

fn try_one(root: &Path, program: &Path, made: &Path, name: &str) -> Result<(), Failure> {
    let (found, reached) = (made.join("found"), made.join("corpus").join(name));
    for folder in [&found, &reached] {
        std::fs::create_dir_all(folder).map_err(|why| Failure::file(folder, why))?;
    }
    let program = program.to_string_lossy().into_owned();
    let kept = root.join("tests/fuzz/corpus").join(name);
    Invocation::new(root, &program)
        .env("DAYLOG_PARSER", name)
        .args([&reached, &made.join("seeds").join(name)])
        .args(kept.is_dir().then_some(kept))
        .arg(format!("-artifact_prefix={}/{name}-", found.display()))
        .args([format!("-max_total_time={SECONDS}").as_str(), "-rss_limit_mb=1024", "-max_len=65536", "-timeout=20", "-verbosity=0"])
        .run()
}
