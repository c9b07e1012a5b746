//! No circle between the files of one crate: a file that uses another is not used by it, directly or by way of others.
//! Nor one between its folders; see `folders`.
//! Read from paths alone: what a method call or another file's macro brings in is not seen. Test code does not count.
//! A file with a line `circle` in the list of exceptions may stand in one; the line goes when it no longer does.

mod folders;
mod graph;
mod modules;
mod paths;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

use super::finding::{Finding, Source};
use graph::{Neighbours, reached};
use paths::Arrows;

/// The root file of every crate that is not a test or a build script, from `cargo metadata`.
pub fn roots(metadata: &Value, root: &Path) -> Vec<String> {
    fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
        value.get(key).and_then(Value::as_array).into_iter().flatten()
    }
    let is_of = |target: &Value, kind: &str| list(target, "kind").any(|named| named.as_str() == Some(kind));
    let path = |target: &Value| {
        let path = Path::new(target.get("src_path")?.as_str()?);
        Some(path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/"))
    };
    let targets = list(metadata, "packages").flat_map(|package| list(package, "targets"));
    targets.filter(|target| !is_of(target, "test") && !is_of(target, "custom-build")).filter_map(path).collect()
}

/// What may be although it makes a circle.
#[derive(Debug, Clone, Copy, Default)]
pub struct Granted<'a> {
    pub files: &'a [&'a str],
    /// From one folder to another beside it.
    pub folders: &'a [(&'a str, &'a str)],
}

pub fn findings(roots: &[String], sources: &[Source], granted: Granted<'_>) -> Vec<Finding> {
    let by_path: BTreeMap<&str, &Source> = sources.iter().map(|source| (source.path.as_str(), source)).collect();
    let crates: Vec<Arrows> = roots.iter().map(|root| paths::arrows(&modules::modules(root, &by_path))).collect();
    let mut found: Vec<Finding> = Vec::new();
    for finding in crates.iter().flat_map(|arrows| circles(arrows, granted.files)) {
        // Two programs of one package may share files.
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    for file in granted.files {
        let others: Vec<&str> = granted.files.iter().copied().filter(|other| other != file).collect();
        if !crates.iter().any(|arrows| reached(file, &neighbours(arrows, &others)).contains(file)) {
            found.push(Finding::new(*file, "stands in no circle without its exception; remove the line"));
        }
    }
    // A circle of files is often one of folders too, and ends with it.
    if found.is_empty() {
        found.extend(folders::findings(&crates, granted.files, granted.folders));
    }
    found
}

/// Each file with those that it uses, without the granted ones.
fn neighbours<'a>(arrows: &'a Arrows, granted: &[&str]) -> Neighbours<'a> {
    let mut all = Neighbours::new();
    for (from, to) in arrows.keys().filter(|(from, to)| !granted.contains(&from.as_str()) && !granted.contains(&to.as_str())) {
        all.entry(from).or_default().push(to);
    }
    all
}

/// One finding for each circle, or for several that share files.
fn circles(arrows: &Arrows, granted: &[&str]) -> Vec<Finding> {
    let groups = graph::circles(&neighbours(arrows, granted));
    let finding = |circle: BTreeSet<&str>| Finding::new(circle.first().copied().unwrap_or_default(), described(&circle, arrows));
    groups.into_iter().map(finding).collect()
}

fn described(circle: &BTreeSet<&str>, arrows: &Arrows) -> String {
    let mut text = format!("stands in a circle of {} files:", circle.len());
    for ((from, to), named) in arrows.iter().filter(|((from, to), _)| circle.contains(from.as_str()) && circle.contains(to.as_str())) {
        text.push_str(&format!("\n    {from}:{} → {to} ({})", named.line, named.path));
    }
    text
}
