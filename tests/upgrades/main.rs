//! Old files and old messages with the present program: every kept version opens, syncs, and means what it meant.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod carried;
mod files;
mod meaning;
mod messages;
mod power;
mod projections;
mod unknown;

use std::path::Path;

use daylog_tests::versions;
use tempfile::TempDir;

/// A copy of a kept folder, to be used up.
fn copy_of(version: &Path, name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    versions::copy_folder(&version.join(name), folder.path());
    folder
}
