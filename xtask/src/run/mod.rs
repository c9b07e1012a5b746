//! `cargo xtask run`: an example district on this machine.
use std::path::Path;

use crate::failure::Failure;

pub fn run(_root: &Path, _options: &[&str]) -> Result<(), Failure> {
    Err(Failure::machine("cargo xtask run is not written yet"))
}
