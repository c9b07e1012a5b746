//! No circle between folders that lie beside each other: what is used both from above and from below belongs to neither.
//! A folder counts as one with the file of its name beside it. What lies in a folder may use what the folder's own `mod.rs` or the
//! crate's root says, and the other way round: those are one room.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    graph::{self, Neighbours},
    paths::Arrows,
};
use crate::tidy::finding::Finding;

/// Rooms of one folder that use each other: each pair with the files that say so.
type Pairs<'a> = BTreeMap<(String, String), Vec<(&'a str, &'a str)>>;

/// `without` are files that do not count, `granted` arrows between rooms that may be there.
pub fn findings(crates: &[Arrows], without: &[&str], granted: &[(&str, &str)]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut needed: BTreeSet<(&str, &str)> = BTreeSet::new();
    for arrows in crates {
        let pairs = pairs(arrows, without);
        let all = neighbours(&pairs, &[]);
        let is_needed =
            |(from, to): &&(&str, &str)| all.get(from).is_some_and(|uses| uses.contains(to)) && graph::reached(to, &all).contains(from);
        needed.extend(granted.iter().filter(is_needed));
        for circle in graph::circles(&neighbours(&pairs, granted)) {
            let finding = Finding::new(circle.first().copied().unwrap_or_default(), described(&circle, &pairs));
            // Two programs of one package may share files.
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    }
    let unneeded = granted.iter().filter(|pair| !needed.contains(pair));
    found.extend(unneeded.map(|(from, to)| Finding::new(*from, format!("stands in no circle with {to}; remove the exception"))));
    found
}

fn neighbours<'a>(pairs: &'a Pairs<'_>, granted: &[(&str, &str)]) -> Neighbours<'a> {
    let mut all = Neighbours::new();
    for (from, to) in pairs.keys().filter(|(from, to)| !granted.contains(&(from.as_str(), to.as_str()))) {
        all.entry(from.as_str()).or_default().push(to);
    }
    all
}

fn pairs<'a>(arrows: &'a Arrows, without: &[&str]) -> Pairs<'a> {
    let mut pairs = Pairs::new();
    for (from, to) in arrows.keys().filter(|(from, to)| !without.contains(&from.as_str()) && !without.contains(&to.as_str())) {
        if let Some(pair) = rooms(from, to) {
            pairs.entry(pair).or_default().push((from, to));
        }
    }
    pairs
}

/// Where the two paths part: the folder or file that each of them lies in there.
fn rooms(from: &str, to: &str) -> Option<(String, String)> {
    let parted = from.split('/').zip(to.split('/')).position(|(one, other)| one != other)?;
    let room = |path: &str| {
        let names: Vec<&str> = path.split('/').take(parted + 1).collect();
        let name = names.last()?.trim_end_matches(".rs");
        let is_root = path.split('/').count() == parted + 1 && matches!(name, "mod" | "lib" | "main");
        if is_root { None } else { Some(names.join("/").trim_end_matches(".rs").to_owned()) }
    };
    let (from, to) = (room(from)?, room(to)?);
    if from == to { None } else { Some((from, to)) }
}

fn described(circle: &BTreeSet<&str>, pairs: &Pairs<'_>) -> String {
    let mut text = format!("stands in a circle of {} folders:", circle.len());
    for ((from, to), files) in pairs.iter().filter(|((from, to), _)| circle.contains(from.as_str()) && circle.contains(to.as_str())) {
        text.push_str(&format!("\n    {from} → {to}"));
        files.iter().for_each(|(from, to)| text.push_str(&format!("\n        {from} → {to}")));
    }
    text
}
