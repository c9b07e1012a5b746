//! `daylog-server check-kit`: whether a recovery kit can be read, line by line. Shows nothing of it.

use std::{fs, path::Path};

use daylog_backup::kit::RecoveryKit;
use zeroize::Zeroizing;

use super::{messages::CommandError, output::print};

pub(super) fn run(file: &Path) -> Result<(), CommandError> {
    let kit = RecoveryKit::parse(&read(file)?)?;
    print(&format!("Every line of the kit is right. CA fingerprint {}", kit.authority_fingerprint()));
    Ok(())
}

pub(super) fn read(file: &Path) -> Result<Zeroizing<String>, CommandError> {
    let bytes = Zeroizing::new(fs::read(file).map_err(|error| CommandError::file(file, &error))?);
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}
