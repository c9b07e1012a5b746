//! The packages of a `package-lock.json`: what pages load, and the tools that build and test them.
//! What pages load keeps to the licences of the policy; a tool may have any that its own list here names.

use serde_json::Value;

use super::policy::Policy;
use crate::failure::Failure;

const REGISTRY: &str = "https://registry.npmjs.org/";
/// Beside the policy's, for tools that are run and never handed on.
const FOR_TOOLS: [&str; 3] = ["MPL-2.0", "Python-2.0", "CC-BY-4.0"];
/// What npm writes beside packages that a page does not need: our own tools, and those that a router brings for builders.
const MARKS_OF_TOOLS: [&str; 4] = ["dev", "peer", "optional", "devOptional"];
/// Tools whose entry names no licence; each was read.
const SAYS_NOTHING: [(&str, &str); 1] = [("svg-tags", "MIT")];

/// How many were looked at, and what is wrong with them.
pub fn judge(lock: &str, policy: &Policy, used: &mut Vec<String>) -> Result<(usize, Vec<String>), Failure> {
    let lock: Value = serde_json::from_str(lock).map_err(|why| Failure::found(format!("package-lock.json: {why}")))?;
    let packages = lock.get("packages").and_then(Value::as_object).ok_or_else(|| Failure::found("package-lock.json: no packages"))?;
    let mut findings = Vec::new();
    for (place, package) in packages.iter().filter(|(place, _)| !place.is_empty()) {
        let name = place.rsplit("node_modules/").next().unwrap_or(place);
        let is_tool = MARKS_OF_TOOLS.iter().any(|mark| package.get(*mark) == Some(&Value::Bool(true)));
        let text = |field: &str| package.get(field).and_then(Value::as_str);
        let named = || SAYS_NOTHING.iter().find(|(known, _)| is_tool && *known == name).map(|(_, licence)| *licence);
        let licence = text("license").or_else(named).unwrap_or_default();
        let is_allowed = policy.allows(name, licence, used) || (is_tool && FOR_TOOLS.contains(&licence));
        if !is_allowed {
            findings.push(format!("{name}: licence `{licence}`{}", if is_tool { "" } else { ", and pages load it" }));
        }
        if text("resolved").is_some_and(|from| !from.starts_with(REGISTRY)) {
            findings.push(format!("{name} comes from {}", text("resolved").unwrap_or_default()));
        }
        if text("integrity").is_none_or(|integrity| !integrity.starts_with("sha512-")) {
            findings.push(format!("{name} has no SHA-512 in the lock file"));
        }
    }
    Ok((packages.len().saturating_sub(1), findings))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_pages_load_is_held_to_more_than_what_builds_them() {
        let policy = Policy::read("licence MIT\n").unwrap();
        for (package, said) in [
            (json!({"license": "MIT", "integrity": "sha512-x"}), None),
            (json!({"license": "MPL-2.0", "dev": true, "integrity": "sha512-x"}), None),
            (json!({"license": "MPL-2.0", "integrity": "sha512-x"}), Some("a: licence `MPL-2.0`, and pages load it")),
            (json!({"license": "GPL-3.0", "dev": true, "integrity": "sha512-x"}), Some("a: licence `GPL-3.0`")),
            (json!({"dev": true, "integrity": "sha512-x"}), Some("a: licence ``")),
            (json!({"license": "MIT", "integrity": "sha1-x"}), Some("a has no SHA-512 in the lock file")),
            (json!({"license": "MIT", "integrity": "sha512-x", "resolved": "git+ssh://x"}), Some("a comes from git+ssh://x")),
        ] {
            let lock = json!({"packages": {"": {"name": "own"}, "node_modules/a": package}}).to_string();
            let (looked_at, findings) = judge(&lock, &policy, &mut Vec::new()).unwrap();
            assert_eq!((looked_at, findings.first().map(String::as_str)), (1, said));
        }
    }
}
