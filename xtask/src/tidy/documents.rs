//! A path that a document names must exist: relative links, and code spans that start at one of our folders.

use super::finding::{Finding, Source};

/// A code span is taken for a path when it starts with one of these.
pub const FOLDERS: &[&str] = &["crates/", "docs/", "src-tauri/", "tests/", "ui/", "xtask/", ".ci/", ".cargo/"];

/// These are made, not committed.
const MADE: &[&str] = &["ui/dist", "ui/node_modules", "tests/e2e/node_modules"];

pub fn findings(source: &Source, exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    if !source.path.ends_with(".md") {
        return Vec::new();
    }
    let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut in_code_block = false;
    for (index, line) in source.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code_block = !in_code_block;
        }
        if in_code_block {
            continue;
        }
        let named = links(line).map(|link| joined(folder, link)).chain(code_paths(line).flat_map(alternatives));
        for path in named.filter(|path| !is_there(path, &exists)) {
            found.push(Finding::new(format!("{}:{}", source.path, index + 1), format!("names {path}, which is not there")));
        }
    }
    found
}

fn is_there(path: &str, exists: &impl Fn(&str) -> bool) -> bool {
    // Of a pattern, the folder before the first star has to be there.
    let fixed = path.split_once('*').map_or(path, |(before, _)| before.rsplit_once('/').map_or("", |(folder, _)| folder));
    let fixed = fixed.trim_end_matches('/');
    fixed.is_empty() || MADE.iter().any(|made| fixed.starts_with(made)) || exists(fixed)
}

/// The targets of `[words](target)` that are files of ours.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', '#', ' ']).next()?;
        (!target.is_empty() && !target.contains("://") && !target.starts_with("mailto:")).then_some(target)
    })
}

fn joined(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn code_paths(line: &str) -> impl Iterator<Item = &str> {
    let spans = line.split('`').skip(1).step_by(2);
    spans.filter(|span| FOLDERS.iter().any(|folder| span.starts_with(folder))).filter(|span| {
        let path_like = |c: char| c.is_alphanumeric() || "/._-*{},".contains(c);
        span.chars().all(path_like)
    })
}

/// `a/{b,c}` names two paths.
fn alternatives(path: &str) -> Vec<String> {
    match path.split_once('{').and_then(|(before, rest)| rest.split_once('}').map(|(choices, after)| (before, choices, after))) {
        Some((before, choices, after)) => choices.split(',').map(|choice| format!("{before}{choice}{after}")).collect(),
        None => vec![path.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn a_document_that_names_what_is_not_there_is_found() {
        let exists = |path: &str| ["docs/testing.md", "README.md", "crates/app", "ui/kit/host", "ui/kit"].contains(&path);
        for (path, text, findings_expected) in [
            ("docs/a.md", "see [how](testing.md) and [top](../README.md#start)", 0),
            ("docs/a.md", "see [how](tested.md)", 1),
            ("README.md", "[docs](docs/testing.md) [web](https://example.org/x)", 0),
            ("docs/a.md", "`crates/app` `crates/nothing` `cargo xtask tidy`", 1),
            ("docs/a.md", "`ui/{kit,phone}` `ui/kit/host/*.ts` `ui/dist/phone`", 1),
            ("docs/a.md", "```\n`crates/nothing`\n```", 0),
            ("crates/app/src/lib.rs", "`crates/nothing`", 0),
        ] {
            assert_eq!(findings(&source(path, text), exists).len(), findings_expected, "{path} {text}");
        }
    }
}
