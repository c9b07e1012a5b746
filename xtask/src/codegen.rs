//! `cargo xtask codegen`: what the two faces and the shell share with the Rust types and the app's list of commands.
//! `tests/examples/export_types.rs` prints it; this tool only puts it in its place.

use std::path::Path;

use crate::{failure::Failure, process::Invocation};

/// What the example is asked for, and the file that holds its answer.
const MADE: &[(&str, &str)] = &[
    ("phone", "ui/kit/generated/types.ts"),
    ("district", "ui/district/generated/types.ts"),
    ("names", "src-tauri/src/commands/names.rs"),
    ("permissions", "src-tauri/permissions/diary.toml"),
];

pub fn write(root: &Path) -> Result<(), Failure> {
    for (what, file) in MADE {
        let path = root.join(file);
        let made = exported(root, what)?;
        if std::fs::read_to_string(&path).is_ok_and(|there| there == made) {
            println!("{file} is up to date");
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|why| Failure::file(folder, why))?;
        }
        std::fs::write(&path, made).map_err(|why| Failure::file(&path, why))?;
        println!("{file} is new");
    }
    Ok(())
}

/// Finds fault when a committed file is not what the Rust types give.
pub fn check(root: &Path) -> Result<(), Failure> {
    let mut stale = Vec::new();
    for (what, file) in MADE {
        let there = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        if there != exported(root, what)? {
            stale.push(*file);
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(Failure::found(format!("{} is stale: run cargo xtask codegen", stale.join(" and ")))) }
}

/// Built with the whole workspace, so that it shares its dependencies with the tests.
fn exported(root: &Path, what: &str) -> Result<String, Failure> {
    Invocation::new(root, "cargo").args(["build", "--quiet", "--workspace", "--example", "export_types"]).run()?;
    Invocation::new(root, "target/debug/examples/export_types").arg(what).text()
}
