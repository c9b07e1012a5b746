//! Writes the seeds of every parser into a folder, one folder for each, for a fuzzer to begin with.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::{fs, path::PathBuf};

use daylog_tests::parsers::{ALL, seeds};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    for parser in ALL {
        let own = folder.join(parser.name);
        fs::create_dir_all(&own).unwrap();
        for (number, bytes) in seeds(parser.name).into_iter().enumerate() {
            fs::write(own.join(format!("seed-{number}")), bytes).unwrap();
        }
    }
}
