//! Every kind of entry in the domain's registry has all its parts; for each that lacks, what it is and where it goes.
//! Whether a part does what it should is for compilers and tests.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    finding::{Finding, Source},
    tokens::{Token, group, tokens},
};

const ENTRIES: &str = "crates/domain/src/entries";
const KINDS: &str = "ui/kit/kinds";
const LOCALES: &[&str] = &["zh-CN", "ko", "en"];

/// A line of the registry.
struct Kind<'a> {
    name: &'a str,
    /// Acts on other entries: made by a command of its own, with no tile.
    is_amendment: bool,
}

type Files<'a> = BTreeMap<&'a str, &'a str>;

pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let files: Files<'_> = sources.iter().map(|source| (source.path.as_str(), source.text.as_str())).collect();
    let registry = format!("{ENTRIES}/registry.rs");
    let registered = tokens(files.get(registry.as_str()).copied().unwrap_or_default());
    let kinds = kinds(&registered);
    if kinds.is_empty() {
        return vec![Finding::new(registry, "lists no kind of entry, or not as `1 contact Contact,` under `diary` and `amendments`")];
    }
    kinds.iter().flat_map(|kind| lacking(kind, &files)).collect()
}

fn kinds<'a>(registry: &[Token<'a>]) -> Vec<Kind<'a>> {
    let of = |section: &str, is_amendment: bool| {
        let at = registry.windows(2).position(|pair| matches!(pair, [name, open] if name.text == section && open.text == "{"));
        let listed = at.and_then(|at| registry.get(at + 1..)).map(group).unwrap_or_default();
        let is_code = |token: &Token<'_>| token.text.bytes().all(|byte| byte.is_ascii_digit());
        let named = listed.windows(2).filter_map(move |pair| match pair {
            [code, name] if is_code(code) && name.is_name() => Some(Kind { name: name.text, is_amendment }),
            _ => None,
        });
        named.collect::<Vec<_>>()
    };
    [of("diary", false), of("amendments", true)].into_iter().flatten().collect()
}

fn lacking(kind: &Kind<'_>, files: &Files<'_>) -> Vec<Finding> {
    let mut lacks = of_files(kind, files);
    lacks.extend(of_ui_index(kind, files));
    lacks.extend(LOCALES.iter().flat_map(|locale| of_words(kind, locale, files)));
    let said = |(place, what): (String, String)| Finding::new(place, format!("the kind `{}` lacks {what}", kind.name));
    lacks.into_iter().map(said).collect()
}

/// Where something goes, and what it is.
type Lack = (String, String);

fn of_files(kind: &Kind<'_>, files: &Files<'_>) -> Vec<Lack> {
    let name = kind.name;
    let cli = if kind.is_amendment { "commands" } else { "kinds" };
    let parts = [
        (format!("{ENTRIES}/{name}/mod.rs"), "this file: its content, and what `Kind` asks of it"),
        (format!("{ENTRIES}/{name}/examples.json"), "this file: each form that it can have, under the key of its summary"),
        (format!("{KINDS}/{name}/index.ts"), "this file: how it looks, reads and begins"),
        (format!("crates/cli/src/{cli}/{name}.rs"), "this file: its flags and words in the terminal"),
    ];
    let is_lacking = |(path, _): &(String, &str)| !files.contains_key(path.as_str());
    parts.into_iter().filter(is_lacking).map(|(path, what)| (path, what.to_owned())).collect()
}

/// Its import, its place among the kinds and, where a new entry can begin with it, its sheet.
fn of_ui_index(kind: &Kind<'_>, files: &Files<'_>) -> Vec<Lack> {
    let name = kind.name;
    let path = format!("{KINDS}/index.ts");
    let text = files.get(path.as_str()).copied().unwrap_or_default();
    let listed = text.split_once("const kinds = {").and_then(|(_, after)| after.split_once('}')).map_or("", |(inside, _)| inside);
    let is_sheet = |line: &str| line.trim_start().starts_with(&format!("{name}: () => import('./{name}/"));
    let parts = [
        (text.contains(&format!("from './{name}'")), "its import"),
        (listed.split(',').any(|one| one.trim() == name), "its place in `kinds`"),
        (kind.is_amendment || text.lines().any(is_sheet), "its sheet in `sheets`"),
    ];
    parts.iter().filter(|(is_there, _)| !is_there).map(|(_, what)| (path.clone(), (*what).to_owned())).collect()
}

/// Its name, where a new entry can begin with it, and the words of each summary that its examples have.
fn of_words(kind: &Kind<'_>, locale: &str, files: &Files<'_>) -> Vec<Lack> {
    let path = format!("ui/locales/kinds/{locale}.json");
    let words = object(files, &path);
    let name = (!kind.is_amendment).then(|| format!("kind.{}", kind.name));
    let examples = object(files, &format!("{ENTRIES}/{}/examples.json", kind.name));
    let summaries = examples.keys().map(|key| format!("summary.{key}"));
    let is_said = |key: &String| words.get(key).and_then(Value::as_str).is_some_and(|words| !words.trim().is_empty());
    let lacking = name.into_iter().chain(summaries).filter(|key| !is_said(key));
    lacking.map(|key| (path.clone(), format!("its words `{key}`"))).collect()
}

fn object(files: &Files<'_>, path: &str) -> serde_json::Map<String, Value> {
    files.get(path).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    /// A made-up tree with one kind of the diary and one amendment, whole.
    fn tree() -> Vec<Source> {
        let words = r#"{"kind.visit": "a", "summary.visit.made": "b", "summary.visit.missed": "c", "summary.strike": "d"}"#;
        let index = "import { strike } from './strike'\nimport { visit } from './visit'\nexport const kinds = { visit, strike } satisfies X\n\
                     const sheets = {\n  visit: () => import('./visit/VisitSheet.vue'),\n}";
        let registry = "macro_rules! all { () => { m! { diary { 1 visit Visit, } amendments { 100 strike Strike<Content>, } } } }";
        [
            ("crates/domain/src/entries/registry.rs", registry),
            ("crates/domain/src/entries/visit/mod.rs", ""),
            ("crates/domain/src/entries/visit/examples.json", r#"{"visit.made": [{}], "visit.missed": [{}]}"#),
            ("crates/domain/src/entries/strike/mod.rs", ""),
            ("crates/domain/src/entries/strike/examples.json", r#"{"strike": [{}]}"#),
            ("crates/cli/src/kinds/visit.rs", ""),
            ("crates/cli/src/commands/strike.rs", ""),
            ("ui/kit/kinds/index.ts", index),
            ("ui/kit/kinds/visit/index.ts", ""),
            ("ui/kit/kinds/strike/index.ts", ""),
            ("ui/locales/kinds/zh-CN.json", words),
            ("ui/locales/kinds/ko.json", words),
            ("ui/locales/kinds/en.json", words),
        ]
        .map(|(path, text)| source(path, text))
        .into()
    }

    /// What is said once a file of the tree reads as `change` makes it; None takes it away.
    fn said(path: &str, change: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let mut sources = tree();
        let at = sources.iter().position(|source| source.path == path).unwrap();
        let was = sources.remove(at);
        sources.extend(change(&was.text).map(|text| source(path, &text)));
        findings(&sources).iter().map(|finding| format!("{}: {}", finding.place, finding.what)).collect()
    }

    #[test]
    fn a_file_that_a_kind_lacks_is_found() {
        assert_eq!(findings(&tree()), []);
        for (path, kind) in [
            ("crates/domain/src/entries/visit/mod.rs", "visit"),
            ("crates/domain/src/entries/visit/examples.json", "visit"),
            ("crates/domain/src/entries/strike/mod.rs", "strike"),
            ("crates/domain/src/entries/strike/examples.json", "strike"),
            ("crates/cli/src/kinds/visit.rs", "visit"),
            ("crates/cli/src/commands/strike.rs", "strike"),
            ("ui/kit/kinds/visit/index.ts", "visit"),
            ("ui/kit/kinds/strike/index.ts", "strike"),
        ] {
            let found = said(path, |_| None);
            assert!(found.len() == 1 && found[0].starts_with(&format!("{path}: the kind `{kind}` lacks this file")), "{path}: {found:?}");
        }
    }

    #[test]
    fn a_line_that_a_kind_lacks_is_found() {
        let index = "ui/kit/kinds/index.ts";
        for (path, without, lacks) in [
            (index, "import { visit } from './visit'", "the kind `visit` lacks its import"),
            (index, "import { strike } from './strike'", "the kind `strike` lacks its import"),
            (index, "visit, ", "the kind `visit` lacks its place in `kinds`"),
            (index, ", strike", "the kind `strike` lacks its place in `kinds`"),
            (index, "visit: () => import('./visit/VisitSheet.vue'),", "the kind `visit` lacks its sheet in `sheets`"),
            ("ui/locales/kinds/zh-CN.json", r#""kind.visit": "a", "#, "the kind `visit` lacks its words `kind.visit`"),
            ("ui/locales/kinds/ko.json", r#""summary.visit.missed": "c", "#, "the kind `visit` lacks its words `summary.visit.missed`"),
            ("ui/locales/kinds/en.json", r#", "summary.strike": "d""#, "the kind `strike` lacks its words `summary.strike`"),
        ] {
            let found = said(path, |text| Some(text.replace(without, "")));
            assert_eq!(found, [format!("{path}: {lacks}")]);
        }
        let blank = said("ui/locales/kinds/en.json", |text| Some(text.replace("\"b\"", "\" \"")));
        assert_eq!(blank, ["ui/locales/kinds/en.json: the kind `visit` lacks its words `summary.visit.made`"]);
    }

    #[test]
    fn a_registry_that_cannot_be_read_is_found() {
        let registry = "crates/domain/src/entries/registry.rs";
        assert_eq!(said(registry, |_| None).len(), 1);
        assert_eq!(said(registry, |text| Some(text.replace("diary {", "notes {").replace("amendments {", "others {"))).len(), 1);
    }
}
