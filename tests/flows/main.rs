//! Whole ways through devices and server, on the real programs: TLS, files, processes and a bad connection between.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod addresses;
mod ahead;
mod ca_rotation;
mod clock;
mod clock_doubt;
mod clone;
mod disk;
mod enrolment;
mod envelopes;
mod feed;
mod first_sync;
mod load;
mod lost;
mod lost_answers;
mod page;
mod purge;
mod recovery;
mod room;
mod roster;
mod shared_household;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    listed.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// The values of one field, sorted.
fn sorted(lines: &[Value], field: &str) -> Vec<String> {
    let mut values: Vec<String> = lines.iter().map(|line| line[field].as_str().unwrap_or_default().to_owned()).collect();
    values.sort();
    values
}
