//! `daylog-server check-kit`: whether a recovery kit can be read, line by line. Shows nothing of it.

use std::{fs, path::Path};

use zeroize::Zeroizing;

use super::{messages::Mend, print};
use crate::kit::RecoveryKit;

pub(super) fn run(file: &Path) -> Result<(), Mend> {
    let kit = RecoveryKit::parse(&read(file)?)?;
    print(&format!("Every line of the kit is right. CA fingerprint {}", kit.authority_fingerprint()));
    Ok(())
}

pub(super) fn read(file: &Path) -> Result<Zeroizing<String>, Mend> {
    let bytes = Zeroizing::new(fs::read(file).map_err(|error| Mend::file(file, &error))?);
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}
