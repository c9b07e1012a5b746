//! Every Rust file starts by saying in one to five lines what it holds and what it does not.

use super::finding::{Finding, Source};

pub fn findings(source: &Source) -> Vec<Finding> {
    let ours = ["crates/", "src-tauri/", "tests/", "xtask/"].iter().any(|folder| source.path.starts_with(folder));
    if !ours || !source.path.ends_with(".rs") || source.path.contains("/gen/") {
        return Vec::new();
    }
    match source.text.lines().take_while(|line| line.starts_with("//!")).count() {
        0 => vec![Finding::new(&source.path, "does not say at its top (`//!`) what it holds")],
        1..=5 => Vec::new(),
        lines => vec![Finding::new(&source.path, format!("its header has {lines} lines; five are enough"))],
    }
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn a_header_has_one_to_five_lines() {
        for (path, text, findings_expected) in [
            ("crates/a/src/lib.rs", "//! Holds a.\nfn a() {}", 0),
            ("crates/a/src/lib.rs", "fn a() {}", 1),
            ("crates/a/src/lib.rs", "//! 1\n//! 2\n//! 3\n//! 4\n//! 5\n//! 6\n", 1),
            ("ui/kit/a.ts", "const a = 1", 0),
        ] {
            assert_eq!(findings(&source(path, text)).len(), findings_expected, "{path} {text}");
        }
    }
}
