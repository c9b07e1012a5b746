//! Paths such as `store::purge::scope`, `Store::append` or `Clocks::bounds()`: each step has to be known below the one before.
//! Every two neighbours are judged: a module in a module, something that a module or its folder defines, something of a type.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{
    finding::Source,
    tokens::{group, tokens},
};

pub struct Definitions<'a> {
    files: Vec<File<'a>>,
    /// Crates of others, as paths write them.
    foreign: BTreeSet<String>,
}

struct File<'a> {
    /// Crate, folders and name, without `src`, `lib.rs`, `main.rs` and `mod.rs`.
    modules: Vec<&'a str>,
    defines: BTreeSet<&'a str>,
    /// Types that are defined or implemented here and modules in braces, each with what stands in them.
    holders: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

const DEFINES: &[&str] = &["fn", "struct", "enum", "union", "trait", "type", "const", "static", "mod", "macro_rules"];
const HOLDERS: &[&str] = &["struct", "enum", "union", "trait", "type", "impl", "mod"];

impl<'a> Definitions<'a> {
    pub fn of(sources: &'a [Source]) -> Self {
        let lock = sources.iter().find(|source| source.path == "Cargo.lock").map_or("", |lock| lock.text.as_str());
        let locked = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let ours = |name: &&str| !name.starts_with("daylog-") && *name != "xtask";
        let mut foreign: BTreeSet<String> = locked.filter(ours).map(|name| name.replace('-', "_")).collect();
        foreign.extend(["std", "core", "alloc"].map(str::to_owned));
        Definitions { files: sources.iter().filter(|source| source.path.ends_with(".rs")).map(read).collect(), foreign }
    }

    /// The whole path where some step of it does not exist; None for what is no path, or leads to others.
    pub fn missing(&self, span: &str) -> Option<String> {
        let path = span.split_once('(').map_or(span, |(path, _)| path).trim_end_matches('!');
        let steps: Vec<&str> = path.split("::").map(|step| step.strip_prefix("daylog_").unwrap_or(step)).collect();
        let is_path = steps.iter().all(|step| !step.is_empty() && step.chars().all(|c| c.is_alphanumeric() || c == '_'));
        if !is_path || steps.first().is_none_or(|first| self.foreign.contains(*first)) {
            return None;
        }
        let is_there = steps.iter().zip(steps.iter().skip(1)).all(|(above, below)| self.files.iter().any(|file| file.holds(above, below)));
        (!is_there).then(|| path.to_owned())
    }
}

impl File<'_> {
    fn holds(&self, above: &str, below: &str) -> bool {
        let mut modules = self.modules.iter().skip_while(|module| **module != above);
        let is_inside = modules.next().is_some();
        (is_inside && (modules.next() == Some(&below) || self.defines.contains(below)))
            || self.holders.get(above).is_some_and(|names| names.contains(below))
    }
}

fn read(source: &Source) -> File<'_> {
    let path = source.path.trim_start_matches("crates/");
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let modules = path.split('/').filter(|part| !["src", "lib", "main", "mod"].contains(part)).collect();
    let tokens = tokens(&source.text);
    let mut file = File { modules, defines: BTreeSet::new(), holders: BTreeMap::new() };
    for (index, keyword) in tokens.iter().enumerate() {
        let rest = tokens.get(index + 1..).unwrap_or_default();
        if DEFINES.contains(&keyword.text) {
            file.defines.extend(rest.iter().map(|token| token.text).find(|text| *text != "!"));
        }
        if HOLDERS.contains(&keyword.text) {
            let head = rest.iter().position(|token| ["{", ";"].contains(&token.text)).unwrap_or(rest.len());
            let inside = group(rest.get(head..).unwrap_or_default());
            let is_plain = ["struct", "enum", "union"].contains(&keyword.text);
            let before = std::iter::once(keyword).chain(inside);
            let names = inside.iter().zip(before).filter(|(name, before)| name.is_name() && (is_plain || DEFINES.contains(&before.text)));
            let names: Vec<&str> = names.map(|(name, _)| name.text).collect();
            // `impl Trait for Type` says something of both.
            for named in rest.iter().take(head).filter(|token| token.is_name()) {
                file.holders.entry(named.text).or_default().extend(&names);
            }
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::finding::source;

    #[test]
    fn a_path_is_there_step_by_step() {
        let sources = [
            source(
                "crates/store/src/lib.rs",
                "mod purge;\npub mod pin;\npub use purge::Gone;\npub struct Store { key: u8 }\nmacro_rules! kinds { () => {} }",
            ),
            source("crates/store/src/purge/mod.rs", "pub struct Gone;\npub fn flush() { scope::leave() }"),
            source(
                "crates/store/src/purge/scope.rs",
                "use crate::Store;\nimpl Drop for Store { fn drop(&mut self) { self.close() } }\npub(crate) fn leave() {}",
            ),
            source(
                "crates/store/src/pin.rs",
                "pub enum Pin { Right, Wrong { wait_seconds: u8 } }\nimpl Pin { pub const LONGEST: u8 = 8; }\nmod tests { fn it_is() {} }",
            ),
            source("tests/flows/purge.rs", "#[test] fn what_left_is_gone() {}"),
            source("Cargo.lock", "name = \"daylog-store\"\nname = \"tokio-stream\"\n"),
        ];
        let definitions = Definitions::of(&sources);
        for path in [
            "store::purge",
            "store::purge::scope",
            "purge::scope::leave()",
            "purge::leave",
            "store::Gone",
            "store::Store",
            "daylog_store::Store::drop",
            "Drop::drop",
            "Store::key",
            "Pin::Wrong",
            "Pin::LONGEST",
            "Pin::wait_seconds",
            "store::kinds!",
            "purge::what_left_is_gone",
            "pin::tests::it_is",
            "flows::purge",
            "std::fs::File",
            "tokio_stream::iter",
            "a :: b",
            "::",
            "x::{a, b}",
        ] {
            assert_eq!(definitions.missing(path), None, "{path}");
        }
        for path in [
            "store::scope",
            "store::purge::pin",
            "pin::leave",
            "Store::close",
            "Store::leave",
            "Pin::Left",
            "Gone::flush",
            "purge::Store",
            "store::what_left_is_gone",
            "Elsewhere::new",
            "elsewhere::new",
            "purge::settle(x, …)",
        ] {
            let named = path.split_once('(').map_or(path, |(named, _)| named);
            assert_eq!(definitions.missing(path).as_deref(), Some(named));
        }
    }
}
