//! The crates of `Cargo.lock`, for every platform, device and server alike: read from `cargo metadata`, judged by the policy.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use super::policy::Policy;
use crate::{failure::Failure, process::Invocation};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn metadata(root: &Path) -> Result<Value, Failure> {
    let text = Invocation::new(root, "cargo").args(["metadata", "--format-version", "1", "--locked"]).text()?;
    serde_json::from_str(&text).map_err(|why| Failure::found(format!("cargo metadata: {why}")))
}

struct Package<'a> {
    name: &'a str,
    version: &'a str,
    licence: &'a str,
    /// None for our own.
    source: Option<&'a str>,
}

/// How many were looked at, and what is wrong with them.
pub fn judge(metadata: &Value, policy: &Policy, used: &mut Vec<String>) -> Result<(usize, Vec<String>), Failure> {
    let unreadable = || Failure::found("cargo metadata: packages or their graph are missing");
    let packages: BTreeMap<&str, Package<'_>> =
        list(metadata, "packages").filter_map(|package| Some((text(package, "id")?, read(package)?))).collect();
    let nodes: Vec<&Value> = metadata.get("resolve").map(|resolve| list(resolve, "nodes").collect()).unwrap_or_default();
    if packages.is_empty() || nodes.is_empty() {
        return Err(unreadable());
    }
    let mut findings = Vec::new();
    for package in packages.values() {
        let Package { name, version, licence, source } = package;
        if source.is_some_and(|source| source != CRATES_IO) {
            findings.push(format!("{name} {version} comes from {}", source.unwrap_or_default()));
        }
        if !policy.allows(name, licence, used) {
            findings.push(format!("{name} {version}: licence `{licence}`"));
        }
        if policy.banned.iter().any(|banned| banned == name) {
            findings.push(format!("{name} {version} is banned"));
        }
    }
    for name in &policy.once {
        let versions: Vec<&str> = packages.values().filter(|package| package.name == name).map(|package| package.version).collect();
        if versions.len() != 1 {
            findings.push(format!("{name} is there in {} versions, and must be in one: {}", versions.len(), versions.join(", ")));
        }
    }
    for node in nodes {
        let needs = list(node, "dependencies").filter_map(|id| packages.get(id.as_str()?));
        let Some(by) = text(node, "id").and_then(|id| packages.get(id)) else { return Err(unreadable()) };
        for needed in needs {
            if policy.only.iter().any(|(what, whom)| what == needed.name && whom != by.name) {
                findings.push(format!("{} needs {}", by.name, needed.name));
            }
        }
    }
    Ok((packages.len(), findings))
}

fn read(package: &Value) -> Option<Package<'_>> {
    Some(Package {
        name: text(package, "name")?,
        version: text(package, "version")?,
        licence: text(package, "license").unwrap_or_default(),
        source: text(package, "source"),
    })
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(more: &[Value], edges: &[(&str, &str)]) -> Vec<String> {
        let policy = Policy::read("licence MIT\naccept c MPL-2.0\nban bad\nonly raw wrapper\nonce a\n").unwrap();
        let package = |name: &str| json!({"id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": CRATES_IO});
        let mut packages: Vec<Value> = ["a", "raw", "wrapper"].map(package).to_vec();
        packages.extend_from_slice(more);
        let nodes: Vec<Value> = edges.iter().map(|(by, needed)| json!({"id": by, "dependencies": [needed]})).collect();
        judge(&json!({"packages": packages, "resolve": {"nodes": nodes}}), &policy, &mut Vec::new()).unwrap().1
    }

    #[test]
    fn a_tree_that_keeps_to_the_policy_is_left_alone_and_each_breach_is_named() {
        let fine = [("wrapper", "raw"), ("a", "wrapper")];
        let package = |name: &str, version: &str, licence: Value, source: &str| json!({"id": format!("{name} {version}"), "name": name, "version": version, "license": licence, "source": source});
        assert_eq!(found(&[], &fine), [""; 0]);
        assert_eq!(found(&[package("c", "1.0.0", json!("MPL-2.0"), CRATES_IO)], &fine), [""; 0]);
        for (more, edges, said) in [
            (vec![package("b", "1.0.0", json!("MPL-2.0"), CRATES_IO)], &fine[..], "b 1.0.0: licence `MPL-2.0`"),
            (vec![package("b", "1.0.0", Value::Null, CRATES_IO)], &fine, "b 1.0.0: licence ``"),
            (vec![package("bad", "1.0.0", json!("MIT"), CRATES_IO)], &fine, "bad 1.0.0 is banned"),
            (vec![package("b", "1.0.0", json!("MIT"), "git+https://x/y")], &fine, "b 1.0.0 comes from git+https://x/y"),
            (vec![package("a", "2.0.0", json!("MIT"), CRATES_IO)], &fine, "a is there in 2 versions, and must be in one: 1.0.0, 2.0.0"),
            (vec![], &[("a", "raw")], "a needs raw"),
        ] {
            assert_eq!(found(&more, edges), [said]);
        }
    }
}
