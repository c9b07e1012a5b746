//! Circles among whatever uses each other by name: files or folders.

use std::collections::{BTreeMap, BTreeSet};

/// Each with those that it uses.
pub type Neighbours<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Those that one uses directly or by way of others; itself only if it stands in a circle.
pub fn reached<'a>(from: &str, neighbours: &Neighbours<'a>) -> BTreeSet<&'a str> {
    let next = |one: &str| neighbours.get(one).into_iter().flatten().copied();
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&str> = next(from).collect();
    while let Some(one) = waiting.pop() {
        if found.insert(one) {
            waiting.extend(next(one));
        }
    }
    found
}

/// Those that reach each other, each in one group.
pub fn circles<'a>(neighbours: &Neighbours<'a>) -> Vec<BTreeSet<&'a str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = neighbours.keys().map(|file| (*file, reached(file, neighbours))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|all| all.contains(to));
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for first in neighbours.keys().copied().filter(|file| reaches(file, file)) {
        let circle: BTreeSet<&str> = neighbours.keys().copied().filter(|file| reaches(first, file) && reaches(file, first)).collect();
        if !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}
