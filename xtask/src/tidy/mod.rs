//! `cargo xtask tidy`: the house rules that a program can check. One file per rule, each a pure function over texts;
//! this file only reads the checkout and prints what was found.

mod arrows;
mod circles;
mod documents;
mod exceptions;
mod finding;
mod headers;
mod kinds;
mod lengths;
mod mentions;
mod proofs;
mod rooms;
mod tokens;
mod vocabulary;
mod words;

use std::path::Path;

use crate::{failure::Failure, process::Invocation};
use exceptions::Exceptions;
use finding::Source;
use mentions::Mentions;

pub fn tidy(root: &Path) -> Result<(), Failure> {
    let sources = sources(root)?;
    let metadata = Invocation::new(root, "cargo").args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).text()?;
    let metadata = serde_json::from_str(&metadata).map_err(|why| Failure::found(format!("cargo metadata: {why}")))?;
    let list = sources.iter().find(|source| source.path == exceptions::FILE).map_or("", |source| source.text.as_str());
    let exceptions = Exceptions::read(list);

    let mut findings = exceptions.findings();
    findings.extend(arrows::findings(&metadata, &exceptions.arrows));
    let granted = circles::Granted { files: &exceptions.circles, folders: &exceptions.folders };
    findings.extend(circles::findings(&circles::roots(&metadata, root), &sources, granted));
    findings.extend(lengths::findings(&sources, &exceptions.lengths));
    findings.extend(kinds::findings(&sources));
    let mentions = Mentions::of(&sources);
    findings.extend(sources.iter().flat_map(|source| {
        let mut found = headers::findings(source);
        found.extend(rooms::findings(source));
        found.extend(words::findings(source, &root.display().to_string()));
        found.extend(vocabulary::findings(source));
        found.extend(documents::findings(source, |path| root.join(path).exists()));
        found.extend(mentions.findings(source));
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
