//! The programs of the workspace's tests, built once, to be run one by one: by the package and the name that each has.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{failure::Failure, process::Invocation};

/// By package and name.
pub type Programs = BTreeMap<(String, String), Program>;

/// A program, and the folder of its package.
pub struct Program {
    pub executable: PathBuf,
    pub folder: PathBuf,
}

impl Program {
    pub fn invocation(&self) -> Invocation {
        Invocation::new(&self.folder, &self.executable.to_string_lossy())
    }
}

/// What the workspace's tests are, but for those that are run by name only. Tests of a library go by `lib`.
pub fn tests(root: &Path) -> Result<Programs, Failure> {
    built(root, &["test", "--no-run", "--lib", "--bins", "--tests"], true)
}

/// Those that are run by name only.
pub fn tests_by_name(root: &Path, names: &[&str]) -> Result<Programs, Failure> {
    let named = names.iter().flat_map(|name| ["--test", name]);
    built(root, &["test", "--no-run"].into_iter().chain(named).collect::<Vec<_>>(), true)
}

/// The programs that are no tests.
pub fn binaries(root: &Path) -> Result<Programs, Failure> {
    built(root, &["build", "--bins"], false)
}

fn built(root: &Path, build: &[&str], are_tests: bool) -> Result<Programs, Failure> {
    // Always the whole workspace: choosing packages would choose other features, and build again.
    let whole = ["--workspace", "--locked", "--message-format=json"];
    let said = Invocation::new(root, "cargo").args(build).args(whole).text()?;
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(messages.filter_map(|message| program(&message, are_tests)).collect())
}

fn program(message: &Value, is_test: bool) -> Option<((String, String), Program)> {
    let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let executable = message.get("executable").and_then(Value::as_str)?;
    if message.pointer("/profile/test").and_then(Value::as_bool) != Some(is_test) {
        return None;
    }
    let folder = PathBuf::from(text("/manifest_path")).parent().map(Path::to_path_buf).unwrap_or_default();
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let package = manifest.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default().trim_matches('"').to_owned();
    let target = if text("/target/kind/0") == "lib" { "lib".to_owned() } else { text("/target/name") };
    Some(((package, target), Program { executable: PathBuf::from(executable), folder }))
}
