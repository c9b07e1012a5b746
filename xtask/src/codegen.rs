//! `cargo xtask codegen`: the TypeScript types that the two faces share with Rust.
//! `tests/examples/export_types.rs` prints them; this tool only puts them in their place.

use std::path::Path;

use crate::{failure::Failure, process::Invocation};

/// A face, and the file that holds its types in TypeScript.
const MODULES: &[(&str, &str)] = &[("phone", "ui/kit/generated/types.ts"), ("district", "ui/district/generated/types.ts")];

pub fn write(root: &Path) -> Result<(), Failure> {
    for (face, file) in MODULES {
        let path = root.join(file);
        let made = exported(root, face)?;
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

/// Finds fault when the committed types are not what the Rust types give.
pub fn check(root: &Path) -> Result<(), Failure> {
    let mut stale = Vec::new();
    for (face, file) in MODULES {
        let there = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        if there != exported(root, face)? {
            stale.push(*file);
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(Failure::found(format!("{} is stale: run cargo xtask codegen", stale.join(" and ")))) }
}

/// Built with the whole workspace, so that it shares its dependencies with the tests.
fn exported(root: &Path, face: &str) -> Result<String, Failure> {
    Invocation::new(root, "cargo").args(["build", "--quiet", "--workspace", "--example", "export_types"]).run()?;
    Invocation::new(root, "target/debug/examples/export_types").arg(face).text()
}
