//! What a document names in a code span must exist: `Store::append`, `wait_seconds`, `clocks.rs`, `daylog-store`,
//! `daylog-server import --dry-run`. Commands are read in code blocks too.
//! Left alone: plain words, other people's names, and of the changelog all but the newest section, which was true in its day.

mod commands;
mod definitions;

use std::collections::HashSet;

use super::{
    documents::FOLDERS,
    finding::{Finding, Source},
};
use commands::Tools;
use definitions::Definitions;

/// What our sources hold; documents are no proof for each other.
pub struct Mentions<'a> {
    definitions: Definitions<'a>,
    tools: Tools,
    words: HashSet<&'a str>,
    paths: Vec<&'a str>,
}

/// A span with one of these endings is the name of a source file.
const SOURCES: &[&str] = &[".rs", ".ts", ".mjs", ".vue", ".kt", ".sql"];

/// Decisions name what was rejected.
const DECISIONS: &str = "docs/decisions/";

impl<'a> Mentions<'a> {
    pub fn of(sources: &'a [Source]) -> Self {
        let code = || sources.iter().filter(|source| !source.path.ends_with(".md"));
        Mentions {
            definitions: Definitions::of(sources),
            tools: Tools::of(sources),
            words: code().flat_map(|source| words(&source.text)).collect(),
            paths: sources.iter().map(|source| source.path.as_str()).collect(),
        }
    }

    pub fn findings(&self, source: &Source) -> Vec<Finding> {
        if !source.path.ends_with(".md") {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut in_code_block = false;
        let mut sections = 0;
        for (number, line) in (1..).zip(source.text.lines()) {
            sections += usize::from(line.starts_with("## "));
            if sections > 1 && source.path == "CHANGELOG.md" {
                break;
            }
            if line.trim_start().starts_with("```") {
                in_code_block = !in_code_block;
            }
            let missing: Vec<String> = if in_code_block {
                self.tools.missing(line).into_iter().collect()
            } else {
                line.split('`').skip(1).step_by(2).filter_map(|span| self.missing(&source.path, span)).collect()
            };
            found.extend(
                missing.iter().map(|what| Finding::new(format!("{}:{number}", source.path), format!("names {what}, which is not there"))),
            );
        }
        found
    }

    /// What of a code span does not exist.
    fn missing(&self, document: &str, span: &str) -> Option<String> {
        if span.contains("::") {
            return self.definitions.missing(span);
        }
        if let Some(missing) = self.tools.missing(span) {
            return Some(missing);
        }
        if FOLDERS.iter().any(|folder| span.starts_with(folder)) {
            // A whole path, which `documents` looks for.
            return None;
        }
        let is_there = if SOURCES.iter().any(|ending| span.ends_with(ending)) && !span.contains([' ', '*', '{']) {
            self.paths.iter().any(|path| *path == span || path.ends_with(&format!("/{span}")))
        } else {
            !is_name(span) || document.starts_with(DECISIONS) || self.words.contains(span)
        };
        (!is_there).then(|| span.to_owned())
    }
}

/// Whether a word can be nothing but a name of ours: with an underscore, with capitals inside, or `daylog-…`.
fn is_name(span: &str) -> bool {
    let is_word = span.chars().all(is_of_word);
    let is_camel = || span.chars().zip(span.chars().skip(1)).any(|(one, next)| one.is_ascii_lowercase() && next.is_ascii_uppercase());
    is_word && !span.contains('-') && (span.trim_matches('_').contains('_') || is_camel())
        || is_word && span.starts_with("daylog-") && !span.ends_with('-')
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Words with their hyphens, and the parts between those.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let hyphened = text.split(|c| !is_of_word(c));
    hyphened.flat_map(|word| std::iter::once(word).chain(word.split('-'))).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn what_a_document_names_and_our_sources_do_not_hold_is_found() {
        let sources = [
            source(
                "crates/a/src/lib.rs",
                "pub mod keep;\n#[derive(X)] pub struct Store;\nimpl Store { pub fn append(&self) { \"wait_seconds\" } }",
            ),
            source("crates/a/Cargo.toml", "name = \"daylog-a\""),
            source("docs/other.md", "`only_here` and `OnlyHere`"),
        ];
        let mentions = Mentions::of(&sources);
        for (path, text, missing) in [
            ("docs/a.md", "`Store::append` `Store` `wait_seconds` `daylog-a` `lib.rs` `src/lib.rs`", vec![]),
            ("docs/a.md", "`Store::remove`", vec!["Store::remove"]),
            ("docs/a.md", "`only_here` and `OnlyHere`", vec!["only_here", "OnlyHere"]),
            ("docs/a.md", "`gone` `GONE` `Gone` `a b_c` `x/b_c` `_x` `daylog-` `some-thing` and b_c", vec![]),
            ("docs/a.md", "`daylog-b` `keep.rs` `a/lib.rs` `*.rs` `crates/gone.rs`", vec!["daylog-b", "keep.rs", "a/lib.rs"]),
            ("docs/a.md", "```\n`only_here`\n```", vec![]),
            ("docs/decisions/0001-a.md", "not `signed_note`, but `Store::remove` and `keep.rs`", vec!["Store::remove", "keep.rs"]),
            ("CHANGELOG.md", "# Changes\n## 2\n`b_c`\n## 1\n`d_e`", vec!["b_c"]),
            ("crates/a/src/lib.rs", "//! `b_c`", vec![]),
        ] {
            let found: Vec<String> = mentions.findings(&source(path, text)).into_iter().map(|finding| finding.what).collect();
            let expected: Vec<String> = missing.iter().map(|what| format!("names {what}, which is not there")).collect();
            assert_eq!(found, expected, "{path} {text}");
        }
    }
}
