//! Where the paths of a crate lead: from the file that names an item to the file that defines it.
//! A module that is only passed through is no end of an arrow, and a re-export counts as what it hands on.

use std::collections::BTreeMap;

use super::modules::Module;

/// From one file to another, with where and how it is named first.
pub type Arrows = BTreeMap<(String, String), Named>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub line: usize,
    pub path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Module(usize),
    /// Something that this module defines.
    Item(usize),
}

/// Imports lead to imports; a circle of those ends here.
const DEEPEST: usize = 16;

pub fn arrows(all: &[Module]) -> Arrows {
    let tree = Tree { all };
    let mut arrows = Arrows::new();
    for (index, module) in all.iter().enumerate() {
        let mut add = |found: Option<Found>, line: usize, path: &[String]| {
            let Some(Found::Item(target)) = found else { return };
            let Some(target) = all.get(target).filter(|target| target.file != module.file) else { return };
            let named = || Named { line, path: path.join("::") };
            arrows.entry((module.file.clone(), target.file.clone())).or_insert_with(named);
        };
        for import in &module.imports {
            let found = tree.resolve(index, &import.path, 0);
            match &import.name {
                // What is only handed on is not used here.
                Some(name) if !import.is_reexport || module.words.contains_key(name) => add(found, import.line, &import.path),
                Some(_) => {}
                None => match found {
                    Some(Found::Module(target)) => {
                        for (word, line) in module.words.iter().filter(|(word, _)| !module.binds(word)) {
                            add(tree.declared(target, word, 0), *line, std::slice::from_ref(word));
                        }
                    }
                    item => add(item, import.line, &import.path),
                },
            }
        }
        for mention in &module.mentions {
            add(tree.resolve(index, &mention.path, 0), mention.line, &mention.path);
        }
    }
    arrows
}

impl Module {
    fn binds(&self, name: &str) -> bool {
        let is_imported = || self.imports.iter().any(|import| import.name.as_deref() == Some(name));
        self.items.contains(name) || self.children.contains_key(name) || is_imported()
    }
}

struct Tree<'a> {
    all: &'a [Module],
}

impl Tree<'_> {
    /// None for what is of another crate, or of no module.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<Found> {
        let (first, mut rest) = path.split_first()?;
        let mut found = match first.as_str() {
            "crate" => Found::Module(0),
            "self" => Found::Module(from),
            "super" => Found::Module(self.all.get(from)?.parent?),
            // The last name of a path may be an item that is called as a module is.
            name if rest.is_empty() => self.declared(from, name, depth)?,
            name => self.module_first(from, name, depth)?,
        };
        while let (Found::Module(here), Some((name, after))) = (found, rest.split_first()) {
            found = match name.as_str() {
                "super" => Found::Module(self.all.get(here)?.parent?),
                _ if after.is_empty() => self.declared(here, name, depth).unwrap_or(Found::Item(here)),
                _ => self.module_first(here, name, depth).unwrap_or(Found::Item(here)),
            };
            rest = after;
        }
        Some(found)
    }

    fn declared(&self, module: usize, name: &str, depth: usize) -> Option<Found> {
        let is_item = self.all.get(module)?.items.contains(name);
        if is_item { Some(Found::Item(module)) } else { self.module_first(module, name, depth) }
    }

    fn module_first(&self, module: usize, name: &str, depth: usize) -> Option<Found> {
        let here = self.all.get(module).filter(|_| depth < DEEPEST)?;
        if let Some(child) = here.children.get(name) {
            return Some(Found::Module(*child));
        }
        if here.items.contains(name) {
            return Some(Found::Item(module));
        }
        if let Some(import) = here.imports.iter().find(|import| import.name.as_deref() == Some(name)) {
            return self.resolve(module, &import.path, depth + 1);
        }
        here.imports.iter().filter(|import| import.name.is_none()).find_map(|glob| match self.resolve(module, &glob.path, depth + 1)? {
            Found::Module(target) if target != module => self.declared(target, name, depth + 1),
            _ => None,
        })
    }
}
