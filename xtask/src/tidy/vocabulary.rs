//! Words of our own that the field has better ones for: each old word with what to say instead.
//! A word that means nothing else is looked for in every text; one with an ordinary meaning only where it names something.
//! Not to be checked: those in prose, variables, fields and columns, and names that have a right use beside the old one:
//! `place` (of the district), `Read` (a session), `seal` (the paper on the door), `observation`, `let go` in a sentence.

use super::{
    finding::{Finding, Source},
    tokens::tokens,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// As a part of any word in any text, and in the names of files.
    Everywhere,
    /// As a part of the name of a Rust type or module, or of an SQL table.
    Types,
    /// Beside those, as a part of a function's name, unless that is a sentence.
    Names,
}

/// Our tests are named as sentences, which may use ordinary words.
const SENTENCE_UNDERSCORES: usize = 3;

const WORDS: &[(&[&str], Where, &str)] = &[
    (&["teeth", "tooth"], Where::Everywhere, "faults, mutants"),
    (&["courier", "couriers"], Where::Everywhere, "delivery key, background delivery"),
    (&["incarnation", "incarnations", "incarnate", "incarnated"], Where::Everywhere, "log generation"),
    (&["horizon", "horizons"], Where::Everywhere, "backup watermark"),
    (&["stray", "strays"], Where::Everywhere, "orphan"),
    (&["carer", "carers"], Where::Everywhere, "assignee"),
    (&["fate", "fates"], Where::Everywhere, "row change"),
    (&["sweep", "sweeps", "swept", "sweeping", "unswept"], Where::Everywhere, "vacuum"),
    (&["mend", "mends"], Where::Everywhere, "error with hint"),
    (&["twin", "twins"], Where::Names, "duplicate"),
    (&["settle", "settles"], Where::Names, "flush"),
    (&["aside"], Where::Names, "quarantined"),
    (&["owing"], Where::Names, "responsible"),
    (&["pace", "paces"], Where::Names, "batch size, backoff"),
    (&["succession"], Where::Names, "CA rotation"),
    (&["weather"], Where::Names, "fault plan"),
    (&["dice"], Where::Names, "rng"),
    (&["sealer", "unseal", "unsealer"], Where::Names, "encrypt, wrap or HPKE"),
    (&["letter", "letters"], Where::Types, "opened envelope"),
    (&["way", "ways"], Where::Types, "connection"),
    (&["asked"], Where::Types, "query"),
    (&["unfinished"], Where::Types, "staging"),
    (&["book"], Where::Types, "oracle"),
];

/// The table above names every old word.
const THIS_FILE: &str = "xtask/src/tidy/vocabulary.rs";

/// Which words are looked for in a text, in the name of a type, module or table, and in that of a function.
const IN_TEXT: &[Where] = &[Where::Everywhere];
const IN_TYPE: &[Where] = &[Where::Types, Where::Names];
const IN_FUNCTION: &[Where] = &[Where::Names];

pub fn findings(source: &Source) -> Vec<Finding> {
    if is_left_alone(&source.path) {
        return Vec::new();
    }
    let mut found = finding(&source.path, old_word(&source.path, IN_TEXT));
    let lower = source.text.to_ascii_lowercase();
    // Most files are passed over as a whole, which is quick.
    let may_say_one = WORDS.iter().flat_map(|(old, ..)| old.iter()).any(|word| lower.contains(word));
    for (number, line) in (1..).zip(source.text.lines()).filter(|_| may_say_one) {
        let place = || format!("{}:{number}", source.path);
        found.extend(finding(&place(), old_word(line, IN_TEXT)));
        found.extend(finding(&place(), table(line).and_then(|name| old_word(name, IN_TYPE))));
    }
    if source.path.ends_with(".rs") {
        for (name, line, rules) in definitions(&source.text) {
            found.extend(finding(&format!("{}:{line}", source.path), old_word(name, rules)));
        }
    }
    found
}

fn finding(place: &str, said: Option<(&str, &str)>) -> Vec<Finding> {
    said.map(|(word, new)| Finding::new(place, format!("says `{word}`; the field's word is: {new}"))).into_iter().collect()
}

/// What others wrote or a program made.
fn is_left_alone(path: &str) -> bool {
    let folders = ["fixtures", "generated", "gen", "node_modules"];
    let ends = ["package-lock.json", "Cargo.lock", ".snap", ".svg"];
    path == THIS_FILE
        || path.split('/').any(|part| folders.contains(&part) || part.starts_with("LICEN"))
        || ends.iter().any(|end| path.ends_with(end))
}

/// What a Rust text defines: names with their lines and the words that are looked for in them.
fn definitions(text: &str) -> Vec<(&str, usize, &'static [Where])> {
    let tokens = tokens(text);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter_map(|(keyword, name)| {
            let is_sentence = || name.text.matches('_').count() >= SENTENCE_UNDERSCORES;
            let rules = match keyword.text {
                "struct" | "enum" | "union" | "trait" | "type" | "mod" => IN_TYPE,
                "fn" if !is_sentence() => IN_FUNCTION,
                _ => return None,
            };
            Some((name.text, name.line, rules))
        })
        .collect()
}

fn table(line: &str) -> Option<&str> {
    const START: &str = "create table ";
    let at = line.to_ascii_lowercase().find(START)?;
    line.get(at + START.len()..)?
        .split(|c: char| c.is_whitespace() || c == '(')
        .find(|word| !["if", "not", "exists"].contains(&word.to_ascii_lowercase().as_str()))
}

/// The first old word among the parts of all names in a text, with what to say instead.
fn old_word(text: &str, rules: &[Where]) -> Option<(&'static str, &'static str)> {
    parts(text).find_map(|part| {
        WORDS.iter().filter(|(_, rule, _)| rules.contains(rule)).find_map(|(old, _, new)| {
            let word = old.iter().find(|word| part.eq_ignore_ascii_case(word))?;
            Some((*word, *new))
        })
    })
}

/// `snake_case`, `CamelCase` and sentences, cut into their words.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|mut rest| {
        std::iter::from_fn(move || {
            let (part, after) = rest.split_at(first_part(rest)?);
            rest = after;
            Some(part)
        })
    })
}

fn first_part(letters: &str) -> Option<usize> {
    let capitals = letters.bytes().take_while(u8::is_ascii_uppercase).count();
    let small = letters.bytes().skip(capitals).take_while(u8::is_ascii_lowercase).count();
    match (capitals, small) {
        (0, 0) => None,
        (0 | 1, _) | (_, 0) => Some(capitals + small),
        // The last of several capitals begins the next word.
        _ => Some(capitals - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn a_word_that_means_nothing_else_is_found_in_every_text() {
        for (path, text, said) in [
            ("crates/a/src/lib.rs", "let courier_key = 1;", Some("delivery key")),
            ("crates/a/src/lib.rs", "broken(Fault::SkipSweep)", Some("vacuum")),
            ("crates/a/src/lib.rs", "// beyond the horizon", Some("backup watermark")),
            ("crates/a/src/lib.rs", "const TEETH: u8 = 32;", Some("faults")),
            ("crates/a/src/lib.rs", "struct HTTPCarer;", Some("assignee")),
            ("crates/a/src/001.sql", "alter table log add incarnation integer", Some("log generation")),
            ("docs/a.md", "Stray pieces stay.", Some("orphan")),
            ("tests/flows/carers.rs", "", Some("assignee")),
            ("ui/locales/phone/en.json", "\"a\": \"Mend it\"", Some("error with hint")),
            ("docs/a.md", "A horizontal line, a recommended amendment, astray, fatal, sweeper", None),
            ("tests/fixtures/a/courier.txt", "courier", None),
            ("crates/a/LICENSE", "horizon", None),
            ("ui/package-lock.json", "sweep", None),
            (THIS_FILE, "teeth", None),
        ] {
            let found = findings(&source(path, text));
            assert_eq!(found.len(), usize::from(said.is_some()), "{path} {text}: {found:?}");
            assert!(said.is_none_or(|said| found[0].what.contains(said)), "{found:?}");
        }
    }

    #[test]
    fn a_word_with_an_ordinary_meaning_is_found_where_it_names_something() {
        for (text, count) in [
            ("struct QueryAsked;", 1),
            ("pub enum SyncPace { A }", 1),
            ("mod letters;", 1),
            ("type Twin = u8;", 1),
            ("fn settle() {}", 1),
            ("fn keep_aside() {}", 1),
            ("fn joins_letters(way: Way) {}", 0),
            ("fn the_office_settles_it_by_hand() {}", 0),
            ("let way = book.pace(); // an act of settling twins", 0),
            ("enum Reason { Weather }", 0),
            ("struct Action { path: Pathway, book_id: u8 }", 0),
            ("execute(\"CREATE TABLE IF NOT EXISTS letter (id)\")", 1),
            ("execute(\"create table line (twin integer)\")", 0),
        ] {
            let found = findings(&source("crates/a/src/lib.rs", text));
            assert_eq!(found.len(), count, "{text}: {found:?}");
        }
        assert_eq!(findings(&source("docs/a.md", "fn settle() and mod twins")), []);
    }

    #[test]
    fn a_name_falls_into_its_words() {
        let all: Vec<&str> = parts("HTTPServer2Go snake_case MAX_LEN aB x").collect();
        assert_eq!(all, ["HTTP", "Server", "Go", "snake", "case", "MAX", "LEN", "a", "B", "x"]);
    }
}
