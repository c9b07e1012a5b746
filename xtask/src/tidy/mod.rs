//! `cargo xtask tidy`: the house rules that a program can check. One file per rule, each a pure function over texts;
//! this file only reads the checkout and prints what was found.

mod arrows;
mod documents;
mod headers;
mod lengths;
mod proofs;
mod rooms;
mod words;

use std::{fmt, path::Path};

use crate::{failure::Failure, process::Invocation};

/// One breach of a rule: where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub place: String,
    pub what: String,
}

impl Finding {
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Finding { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A text file of the checkout, with its path from the root.
pub struct Source {
    pub path: String,
    pub text: String,
}

const EXCEPTIONS: &str = "xtask/tidy-exceptions.txt";

pub fn tidy(root: &Path) -> Result<(), Failure> {
    let sources = sources(root)?;
    let metadata = Invocation::new(root, "cargo").args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).text()?;
    let metadata = serde_json::from_str(&metadata).map_err(|why| Failure::found(format!("cargo metadata: {why}")))?;
    let exceptions = sources.iter().find(|source| source.path == EXCEPTIONS).map_or("", |source| source.text.as_str());

    let mut findings = arrows::findings(&metadata);
    findings.extend(lengths::findings(&sources, exceptions));
    findings.extend(sources.iter().flat_map(|source| {
        let mut found = headers::findings(source);
        found.extend(rooms::findings(source));
        found.extend(words::findings(source, &root.display().to_string()));
        found.extend(documents::findings(source, |path| root.join(path).exists()));
        found.extend(proofs::findings(source, &sources));
        found
    }));
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.len() {
        0 => Ok(()),
        count => Err(Failure::found(format!("tidy: {count} findings"))),
    }
}

/// Every text file that is committed or about to be, so that a new file is judged before its commit.
fn sources(root: &Path) -> Result<Vec<Source>, Failure> {
    let listed = Invocation::git(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).text()?;
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    // A file that was deleted but not committed, or that holds no text, has nothing to check.
    let read = |path: &str| std::fs::read_to_string(root.join(path)).ok().map(|text| Source { path: path.to_owned(), text });
    Ok(paths.into_iter().filter_map(read).collect())
}

#[cfg(test)]
pub fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}
