//! The modules of one crate as its sources declare them: files, children, imports, items, and the paths that its code names.
//! Resolves nothing; `paths` does.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{
    finding::Source,
    tokens::{Token, tokens, without_tests},
};

#[derive(Debug, Default)]
pub struct Module {
    pub file: String,
    pub parent: Option<usize>,
    pub children: BTreeMap<String, usize>,
    pub imports: Vec<Import>,
    pub items: BTreeSet<String>,
    pub mentions: Vec<Mention>,
    /// Names that stand alone in the code, outside imports.
    pub words: BTreeMap<String, usize>,
}

#[derive(Debug)]
pub struct Import {
    pub path: Vec<String>,
    /// The name that it gets here; None for `*`.
    pub name: Option<String>,
    pub is_reexport: bool,
    pub line: usize,
}

/// A path of two names or more in the code.
#[derive(Debug)]
pub struct Mention {
    pub path: Vec<String>,
    pub line: usize,
}

/// All modules of the crate whose root file this is; the root is the first.
pub fn modules(root: &str, sources: &BTreeMap<&str, &Source>) -> Vec<Module> {
    let mut all = vec![Module { file: root.to_owned(), ..Module::default() }];
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut waiting = vec![(0, folder.to_owned())];
    while let Some((module, folder)) = waiting.pop() {
        let Some(source) = all.get(module).and_then(|module| sources.get(module.file.as_str())) else { continue };
        let tokens = tokens(&source.text);
        let tokens = without_tests(&tokens);
        for (child, folder) in (Reader { all: &mut all, sources, file: &source.path }).read(&tokens, module, &folder) {
            waiting.push((child, folder));
        }
    }
    all
}

struct Reader<'a> {
    all: &'a mut Vec<Module>,
    sources: &'a BTreeMap<&'a str, &'a Source>,
    file: &'a str,
}

const DEFINES: &[&str] = &["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

impl Reader<'_> {
    /// Reads one file into its module, and answers the child modules that have files of their own, with their folders.
    fn read(&mut self, tokens: &[Token<'_>], module: usize, folder: &str) -> Vec<(usize, String)> {
        let mut children = Vec::new();
        // The open modules, the innermost last, each with its folder and how many braces are open around its items.
        let mut inside = vec![(module, folder.to_owned(), 0_usize)];
        let mut depth = 0_usize;
        let mut rest = tokens;
        let mut previous = "";
        while let Some((first, after)) = rest.split_first() {
            let Some((here, folder, outer)) = inside.last().cloned() else { break };
            let text = |index: usize| rest.get(index).map_or("", |token| token.text);
            let mut taken = 1;
            match first.text {
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    if depth < outer {
                        inside.pop();
                    }
                }
                "mod" if text(2) == ";" => {
                    children.extend(self.child_file(here, text(1), &folder));
                    taken = 3;
                }
                "mod" if text(2) == "{" => {
                    let child = self.add(here, text(1), self.file.to_owned());
                    depth += 1;
                    inside.push((child, format!("{folder}/{}", text(1)), depth));
                    taken = 3;
                }
                "use" if text(1) != "<" => {
                    let end = rest.iter().position(|token| token.text == ";").unwrap_or(rest.len());
                    let is_reexport = matches!(previous, "pub" | ")");
                    let tree = rest.get(1..end).unwrap_or_default();
                    self.import(here, tree, &mut Vec::new(), is_reexport);
                    taken = end;
                }
                "macro_rules" if text(1) == "!" => self.define(here, text(2)),
                _ if first.is_name() && !matches!(previous, "." | "::") => {
                    let is_definition = depth == outer && DEFINES.contains(&previous);
                    if is_definition {
                        self.define(here, first.text);
                    }
                    taken = self.mention(here, rest, is_definition);
                }
                _ => self.written_path(here, first),
            }
            previous = rest.get(taken - 1).map_or("", |token| token.text);
            rest = rest.get(taken..).unwrap_or(after);
        }
        children
    }

    fn add(&mut self, parent: usize, name: &str, file: String) -> usize {
        let index = self.all.len();
        self.all.push(Module { file, parent: Some(parent), ..Module::default() });
        if let Some(parent) = self.all.get_mut(parent) {
            parent.children.insert(name.to_owned(), index);
        }
        index
    }

    /// `mod name;`: its file is `name.rs` or `name/mod.rs`, and its own children lie in `name/`.
    fn child_file(&mut self, parent: usize, name: &str, folder: &str) -> Option<(usize, String)> {
        let below = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let file = [format!("{below}.rs"), format!("{below}/mod.rs")].into_iter().find(|file| self.sources.contains_key(file.as_str()))?;
        Some((self.add(parent, name, file), below))
    }

    fn define(&mut self, module: usize, name: &str) {
        if let Some(module) = self.all.get_mut(module) {
            module.items.insert(name.to_owned());
        }
    }

    /// The tree behind `use`, flattened: each leaf is one import.
    fn import(&mut self, module: usize, tree: &[Token<'_>], before: &mut Vec<String>, is_reexport: bool) {
        let depth_before = before.len();
        let mut rest = tree;
        let mut line = 0;
        let mut alias = None;
        let mut is_glob = false;
        while let Some((first, after)) = rest.split_first() {
            line = first.line;
            rest = after;
            match first.text {
                "{" => {
                    let inner = after.len().saturating_sub(1);
                    for part in parts(after.get(..inner).unwrap_or_default()) {
                        self.import(module, part, before, is_reexport);
                    }
                    before.truncate(depth_before);
                    return;
                }
                "*" => is_glob = true,
                "as" => {
                    alias = after.first().map(|token| token.text.to_owned());
                    break;
                }
                "self" if !before.is_empty() => {}
                name if first.is_name() => before.push(name.to_owned()),
                _ => {}
            }
        }
        let name = if is_glob { None } else { alias.or_else(|| before.last().cloned()) };
        if let Some(module) = self.all.get_mut(module).filter(|_| line > 0) {
            module.imports.push(Import { path: before.clone(), name, is_reexport, line });
        }
        before.truncate(depth_before);
    }

    /// A name or a path in the code, and how many tokens it has.
    fn mention(&mut self, module: usize, rest: &[Token<'_>], is_definition: bool) -> usize {
        let mut path = Vec::new();
        let mut tokens = rest.iter();
        let mut line = 0;
        while let Some(name) = tokens.next().filter(|token| token.is_name()) {
            line = name.line;
            path.push(name.text.to_owned());
            if tokens.next().is_none_or(|token| token.text != "::") {
                break;
            }
        }
        let taken = (2 * path.len()).saturating_sub(1).max(1);
        let Some(module) = self.all.get_mut(module) else { return taken };
        match (path.pop(), path.is_empty()) {
            (Some(word), true) if !is_definition => drop(module.words.entry(word).or_insert(line)),
            (Some(last), false) => {
                path.push(last);
                module.mentions.push(Mention { path, line });
            }
            _ => {}
        }
        taken
    }

    /// `#[serde(with = "crate::x")]` names a path in a string.
    fn written_path(&mut self, module: usize, token: &Token<'_>) {
        let text = token.text.trim_matches('"');
        let is_path =
            text != token.text && !text.ends_with("::") && ["crate::", "super::", "self::"].iter().any(|start| text.starts_with(start));
        if is_path && text.chars().all(|c| c.is_alphanumeric() || "_:".contains(c)) {
            let path = text.split("::").map(str::to_owned).collect();
            if let Some(module) = self.all.get_mut(module) {
                module.mentions.push(Mention { path, line: token.line });
            }
        }
    }
}

/// The parts of `a, b::{c, d}` between the outer commas.
fn parts<'t, 'a>(tree: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut depth = 0_usize;
    tree.split(|token| {
        match token.text {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.text == ","
    })
    .filter(|part| !part.is_empty())
    .collect()
}
