//! `cargo xtask test audit`: what is built in, held to `audit-policy.txt`: licences, bans, single versions, sources.
//! Works without a network; whether something is known to be unsafe is asked in `advisories`, where that can be asked.

mod advisories;
mod crates;
mod licence;
mod npm;
mod policy;

use std::path::Path;

use crate::{failure::Failure, results::Counts};
use policy::Policy;

/// Folders with a lock file of npm.
const NPM: [&str; 3] = ["ui", "tests/e2e", "tests/postgres"];

pub fn audit(root: &Path) -> Result<Counts, Failure> {
    let path = root.join("xtask/audit-policy.txt");
    let policy = Policy::read(&std::fs::read_to_string(&path).map_err(|why| Failure::file(&path, why))?)?;
    let mut counts = Counts::default();
    let mut used = Vec::new();
    let (packages, mut findings) = crates::judge(&crates::metadata(root)?, &policy, &mut used)?;
    counts.add(told("crates", packages, &findings));
    for folder in NPM {
        let path = root.join(folder).join("package-lock.json");
        let lock = std::fs::read_to_string(&path).map_err(|why| Failure::file(&path, why))?;
        let (packages, found) = npm::judge(&lock, &policy, &mut used)?;
        counts.add(told(folder, packages, &found));
        findings.extend(found);
    }
    let idle: Vec<String> = policy.unused(&used).map(|line| format!("audit-policy.txt: no package needs `{line}`")).collect();
    counts.add(told("policy", policy.len(), &idle));
    counts.add(advisories::ask(root, &NPM));
    Ok(counts)
}

fn told(what: &str, looked_at: usize, findings: &[String]) -> Counts {
    if findings.is_empty() {
        println!("{what}: {looked_at} looked at, none found wrong");
        return Counts::ONE_PASSED;
    }
    Counts::failed(format!("{what}: {} of {looked_at} found wrong\n  {}", findings.len(), findings.join("\n  ")))
}
