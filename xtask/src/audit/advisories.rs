//! Whether something that is built in is known to be unsafe. That takes a database from elsewhere; where none can be asked,
//! this says so and fails nothing. How to ask by hand stands in `docs/dependencies.md`.

use std::path::Path;

use serde_json::Value;

use crate::{process::Invocation, results::Counts};

const RUSTSEC: &str = "https://github.com/RustSec/advisory-db";
/// A copy of that repository's files, for machines that cannot reach it.
const COPY: &str = "DAYLOG_ADVISORIES";

pub fn ask(root: &Path, npm: &[&str]) -> Counts {
    let mut counts = about_crates(root);
    for folder in npm {
        counts.add(about_npm(root, folder));
    }
    counts
}

/// cargo-audit does the comparing; it is asked for only where there is something to compare with.
fn about_crates(root: &Path) -> Counts {
    if !Invocation::new(root, "cargo").args(["audit", "--version"]).succeeds() {
        return not_checked("crates", "cargo-audit is not installed");
    }
    let audit = Invocation::new(root, "cargo").args(["audit", "--deny", "unsound", "--deny", "yanked"]);
    let audit = match std::env::var_os(COPY) {
        Some(copy) => audit.arg("--db").arg(copy).args(["--no-fetch", "--stale"]),
        None if reachable(root) => audit,
        None => return not_checked("crates", "no advisory database: RustSec's cannot be reached"),
    };
    Counts::of("advisories for crates", audit.run())
}

fn reachable(root: &Path) -> bool {
    Invocation::new(root, "timeout").args(["15", "git", "ls-remote", "--quiet", RUSTSEC, "HEAD"]).env("GIT_TERMINAL_PROMPT", "0").succeeds()
}

/// npm's registry answers this question itself, but not every mirror of it does.
fn about_npm(root: &Path, folder: &str) -> Counts {
    let audit = Invocation::new(&root.join(folder), "npm").args(["audit", "--json", "--package-lock-only", "--fetch-retries=0"]);
    match serious(&audit.stdout_whatever_happens()) {
        None => not_checked(folder, "no advisory database: the npm registry does not answer"),
        Some(0) => {
            println!("advisories for {folder}: none that is high or critical");
            Counts::ONE_PASSED
        }
        Some(found) => Counts::failed(format!("advisories for {folder}: {found} high or critical; `npm audit` in {folder} names them")),
    }
}

/// How many high and critical advisories an answer of `npm audit --json` counts; none where it is no such answer.
fn serious(answer: &str) -> Option<u64> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let counts = answer.get("metadata")?.get("vulnerabilities")?;
    Some(counts.get("high")?.as_u64()? + counts.get("critical")?.as_u64()?)
}

fn not_checked(what: &str, why: &str) -> Counts {
    println!("advisories for {what}: NOT CHECKED: {why}");
    Counts::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_counted_and_a_refusal_is_no_all_clear() {
        let answer = |high: u64| format!(r#"{{"metadata": {{"vulnerabilities": {{"low": 3, "high": {high}, "critical": 1}}}}}}"#);
        assert_eq!(serious(&answer(0)), Some(1));
        assert_eq!(serious(&answer(2)), Some(3));
        for refusal in ["", "npm error", r#"{"message": "405 Method Not Allowed", "error": {}}"#, r#"{"metadata": {}}"#] {
            assert_eq!(serious(refusal), None, "{refusal}");
        }
    }
}
