//! What must stand in no file: where somebody's machine keeps things, and where it gets packages from.
//! A lock file with a private registry in it installs nowhere else.

use super::finding::{Finding, Source};

const PUBLIC_SOURCES: &[&str] = &["https://registry.npmjs.org/", "registry+https://github.com/rust-lang/crates.io-index"];

/// Where people's own files lie; written in two parts so that this file does not find itself.
const HOMES: &[(&str, &str)] = &[("/home", "/"), ("/Users", "/"), ("/root", "/"), ("C:\\Users", "\\")];

pub fn findings(source: &Source, checkout: &str) -> Vec<Finding> {
    let is_lock = ["package-lock.json", "Cargo.lock"].iter().any(|name| source.path.ends_with(name));
    source
        .text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index + 1, if is_lock { foreign_source(line) } else { home_path(line, checkout) }?)))
        .map(|(number, what)| Finding::new(format!("{}:{number}", source.path), what))
        .collect()
}

fn foreign_source(line: &str) -> Option<&'static str> {
    let line = line.trim();
    let value = line.strip_prefix("\"resolved\": \"").or_else(|| line.strip_prefix("source = \""))?;
    let public = PUBLIC_SOURCES.iter().any(|source| value.starts_with(source)) || !value.contains("://");
    (!public).then_some("names a package source that is not the public one")
}

fn home_path(line: &str, checkout: &str) -> Option<&'static str> {
    let home = HOMES.iter().any(|(start, end)| names_folder_below(line, &format!("{start}{end}")));
    // A checkout at the root of the file system would be found everywhere.
    let here = checkout.len() > 4 && line.contains(checkout);
    (home || here).then_some("holds a path of somebody's own machine")
}

/// Whether the line has `home` as the start of an absolute path, not as the middle of another one.
fn names_folder_below(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line.get(..at).and_then(|start| start.chars().next_back());
        let after = line.get(at + home.len()..).and_then(|end| end.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric() && !"./_-}$".contains(c)) && after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn private_places_are_found() {
        let home = |rest: &str| format!("{}{}{rest}", "/home", "/");
        for (path, line, findings_expected) in [
            ("docs/a.md", home("mira/daylog"), 1),
            ("docs/a.md", format!("see .{}", home("mira")), 0),
            ("docs/a.md", "the folder /srv/checkout/daylog".to_owned(), 1),
            ("docs/a.md", "https://registry.example.org/npm".to_owned(), 0),
            ("ui/package-lock.json", r#"      "resolved": "https://registry.example.org/vue.tgz","#.to_owned(), 1),
            ("ui/package-lock.json", r#"      "resolved": "https://registry.npmjs.org/vue.tgz","#.to_owned(), 0),
            ("Cargo.lock", r#"source = "registry+https://example.org/index""#.to_owned(), 1),
            ("Cargo.lock", r#"source = "registry+https://github.com/rust-lang/crates.io-index""#.to_owned(), 0),
        ] {
            assert_eq!(findings(&source(path, &line), "/srv/checkout").len(), findings_expected, "{path} {line}");
        }
    }
}
