//! `cargo xtask codegen`: what the two faces and the shell share with the Rust types, the app's list of commands and the server's
//! routes. `tests/examples/export_types.rs` prints it; `client` turns the OpenAPI document into the dashboard's client, and `schema`
//! the district's SQL into a document.

mod client;
mod operations;
mod schema;

use std::path::{Path, PathBuf};

use crate::{failure::Failure, process::Invocation};

/// A file that is made.
struct Made {
    file: &'static str,
    text: fn(&Path) -> Result<String, Failure>,
}

const MADE: &[Made] = &[
    Made { file: "ui/kit/generated/types.ts", text: |root| exported(root, "phone") },
    Made { file: "ui/district/generated/types.ts", text: |root| exported(root, "district") },
    Made { file: "ui/district/generated/api.ts", text: district_client },
    Made { file: "docs/schema.md", text: schema_document },
    Made { file: "src-tauri/src/commands/names.rs", text: |root| exported(root, "names") },
    Made { file: "src-tauri/permissions/diary.toml", text: |root| exported(root, "permissions") },
];

pub fn write(root: &Path) -> Result<(), Failure> {
    for made in MADE {
        let path = root.join(made.file);
        let text = (made.text)(root)?;
        if std::fs::read_to_string(&path).is_ok_and(|there| there == text) {
            println!("{} is up to date", made.file);
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|why| Failure::file(folder, why))?;
        }
        std::fs::write(&path, text).map_err(|why| Failure::file(&path, why))?;
        println!("{} is new", made.file);
    }
    Ok(())
}

/// Finds fault when a committed file is not what the Rust types and the routes give.
pub fn check(root: &Path) -> Result<(), Failure> {
    let mut stale = Vec::new();
    for made in MADE {
        let there = std::fs::read_to_string(root.join(made.file)).unwrap_or_default();
        if there != (made.text)(root)? {
            stale.push(made.file);
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(Failure::found(format!("{} is stale: run cargo xtask codegen", stale.join(" and ")))) }
}

fn district_client(root: &Path) -> Result<String, Failure> {
    let document = exported(root, "openapi")?;
    let document = serde_json::from_str(&document).map_err(|why| Failure::found(format!("the OpenAPI document is no JSON: {why}")))?;
    client::write(&document, &exported(root, "district")?)
}

fn schema_document(root: &Path) -> Result<String, Failure> {
    schema::write(&steps(root, "sqlite")?, &steps(root, "postgres")?, &exported(root, "content")?)
}

/// Every step of a driver's schema, in their order.
fn steps(root: &Path, driver: &str) -> Result<Vec<String>, Failure> {
    let folder = root.join(format!("crates/storage/src/drivers/{driver}/migrations"));
    let listed = std::fs::read_dir(&folder).map_err(|why| Failure::file(&folder, why))?;
    let mut files: Vec<PathBuf> =
        listed.flatten().map(|file| file.path()).filter(|path| path.extension() == Some("sql".as_ref())).collect();
    files.sort_unstable();
    files.iter().map(|file| std::fs::read_to_string(file).map_err(|why| Failure::file(file, why))).collect()
}

/// Built with the whole workspace, so that it shares its dependencies with the tests.
fn exported(root: &Path, what: &str) -> Result<String, Failure> {
    Invocation::new(root, "cargo").args(["build", "--quiet", "--workspace", "--example", "export_types"]).run()?;
    Invocation::new(root, "target/debug/examples/export_types").arg(what).text()
}
