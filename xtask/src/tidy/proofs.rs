//! A test that a document names in a code span must exist: in the Rust file that the line names before it, else in any.
//! So a defence that the threat model claims does not outlive its test.

use super::finding::{Finding, Source};

/// Our tests are named as sentences. What has fewer underscores is a code, a field or a function.
const LEAST_UNDERSCORES: usize = 3;

pub fn findings(source: &Source, sources: &[Source]) -> Vec<Finding> {
    if !source.path.ends_with(".md") {
        return Vec::new();
    }
    source.text.lines().enumerate().flat_map(|(index, line)| of_line(&source.path, index + 1, line, sources)).collect()
}

fn of_line(path: &str, number: usize, line: &str, sources: &[Source]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut file = None;
    for span in line.split('`').skip(1).step_by(2) {
        if span.ends_with(".rs") {
            file = Some(span);
        } else if is_test_name(span) && !sources.iter().any(|source| may_hold(source, file) && holds(source, span)) {
            let place = file.unwrap_or("any file of ours");
            found.push(Finding::new(format!("{path}:{number}"), format!("names the test {span}, which is not in {place}")));
        }
    }
    found
}

fn is_test_name(span: &str) -> bool {
    let of_sentence = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    // The names of metrics are as long.
    let is_metric = span.starts_with("daylog_");
    span.chars().all(of_sentence) && span.matches('_').count() >= LEAST_UNDERSCORES && !is_metric
}

fn may_hold(source: &Source, file: Option<&str>) -> bool {
    source.path.ends_with(".rs") && file.is_none_or(|file| source.path == file)
}

fn holds(source: &Source, test: &str) -> bool {
    source.text.contains(&format!("fn {test}("))
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn a_test_that_is_named_and_not_there_is_found() {
        let sources = [
            source("crates/a/tests/one.rs", "#[test]\nfn what_is_held_stays_held() {\n"),
            source("crates/a/tests/two.rs", "#[tokio::test]\nasync fn nobody_else_reads_it() {\n"),
            source("docs/b.md", "fn only_a_document_says_this("),
        ];
        for (path, line, expected) in [
            ("docs/a.md", "is held: `crates/a/tests/one.rs` `what_is_held_stays_held`", None),
            ("docs/a.md", "both: `crates/a/tests/one.rs` `what_is_held_stays_held`, `crates/a/tests/two.rs` `nobody_else_reads_it`", None),
            (
                "docs/a.md",
                "anywhere: `nobody_else_reads_it`, no test: `device_revoked`, `daylog_backup_age_seconds`, `a_b_c d`, `verify --x_y_z_a`",
                None,
            ),
            (
                "docs/a.md",
                "in another: `crates/a/tests/one.rs` `nobody_else_reads_it`",
                Some("names the test nobody_else_reads_it, which is not in crates/a/tests/one.rs"),
            ),
            ("docs/a.md", "before its path: `nobody_else_reads_it` and `crates/a/tests/one.rs`", None),
            ("docs/a.md", "half of one: `crates/a/tests/one.rs` `what_is_held_stays`", Some("what_is_held_stays, which is not in")),
            ("docs/a.md", "nowhere: `only_a_document_says_this`", Some("which is not in any file of ours")),
            ("crates/a/src/lib.rs", "//! `only_a_document_says_this`", None),
        ] {
            let found = findings(&source(path, line), &sources);
            assert_eq!(found.len(), usize::from(expected.is_some()), "{line}: {found:?}");
            assert!(expected.is_none_or(|expected| found[0].what.contains(expected) && found[0].place == "docs/a.md:1"), "{found:?}");
        }
    }
}
