//! Builds the two faces into `ui/dist`, and only when something that they are made from has changed.

use std::path::{Path, PathBuf};

use crate::{
    failure::Failure,
    machine::{self, Need},
    packages,
    process::Invocation,
};

pub fn build(root: &Path) -> Result<(), Failure> {
    machine::install(root, &[Need::Ui])?;
    let stamp = root.join("ui/dist/.made-from");
    let now = packages::fingerprint(&inputs(root)?)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == now) {
        return Ok(());
    }
    for face in ["build:phone", "build:district"] {
        Invocation::new(&root.join("ui"), "npm").args(["run", "--silent", face, "--", "--logLevel=warn"]).run()?;
    }
    std::fs::write(&stamp, now).map_err(|why| Failure::file(&stamp, why))
}

/// Every file below `ui/` that git knows or would take up.
fn inputs(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed = Invocation::git(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "ui"]).text()?;
    let mut files: Vec<PathBuf> = listed.split('\0').filter(|path| !path.is_empty()).map(|path| root.join(path)).collect();
    files.sort_unstable();
    files.dedup();
    // A file deleted but not committed is still listed.
    files.retain(|file| file.is_file());
    Ok(files)
}
