//! `cargo xtask`: the only developer tool. Each command has a module of its own; this file only chooses between them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for a terminal: printing is its work")]

mod android;
mod api;
mod audit;
mod bench;
mod codegen;
mod failure;
mod gate;
mod machine;
mod packages;
mod patroni;
mod postgres;
mod process;
mod results;
mod run;
mod sim;
mod tidy;
mod ui;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use failure::Failure;

const USAGE: &str = "\
cargo xtask run [--fresh] [--port N]  an example district with dashboard, phone UI and desktop app
cargo xtask test [--long] [PART…]     the gate, or parts of it by name (--list names them)
cargo xtask check                     format, lints and tidy only
cargo xtask tidy                      the house rules that a program can check
cargo xtask codegen                   TypeScript types and client from the Rust types and routes
cargo xtask bench [--write]           figures of this machine, in release
cargo xtask bench help                what else can be measured: a large city, both databases, a load, builds
cargo xtask sim [--seeds N] [--hours H] [--write]  worlds of faults, optimised
cargo xtask sim --faults               after how many seeds each fault is noticed
cargo xtask setup                     install what building and testing need";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&root(), &words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn dispatch(root: &Path, words: &[&str]) -> Result<(), Failure> {
    match words {
        ["run", options @ ..] => run::run(root, options),
        ["test", options @ ..] => gate::test(root, options),
        ["check"] => gate::test(root, &["format", "lints", "tidy"]),
        ["bench", options @ ..] => bench::bench(root, options),
        ["sim", options @ ..] => sim::sim(root, options),
        ["tidy"] => tidy::tidy(root),
        ["codegen"] => codegen::write(root),
        ["setup"] => machine::install(root, machine::Need::ALL),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::usage(USAGE)),
    }
}

/// The checkout, so that the tool works from any folder. Cargo says where it is; what was compiled in may be of another
/// checkout, where a target folder was moved.
fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().unwrap_or(&own).to_path_buf()
}
