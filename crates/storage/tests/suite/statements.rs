//! Every statement that this crate can send is prepared on each database. The statements are found in its sources, so that nobody keeps
//! a list; those that are put together of parts are heard while a district lives, and none may be left out.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use daylog_storage::{Database, DatabaseKey, Heard, StorageError, Value, heard, transfer};
use daylog_testkit::{database::Kind, happening::World, postgres::Version};

use crate::databases::Made;

/// A text of the sources that is a statement, or the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    text: String,
    /// The databases that understand it: both, where nothing else is said.
    only: Option<&'static str>,
}

impl Written {
    /// Whether parts of it are put in when it is sent.
    fn is_template(&self) -> bool {
        self.text.contains('{')
    }

    fn is_for(&self, database: &str) -> bool {
        self.only.is_none_or(|only| only == database)
    }

    /// Whether this text holds what the template gives, as a whole or as a part.
    fn is_in(&self, sent: &str) -> bool {
        let mut rest = sent;
        fixed_parts(&self.text).iter().all(|part| {
            let found = rest.find(part.as_str());
            rest = found.map_or("", |at| &rest[at + part.len()..]);
            found.is_some()
        })
    }
}

/// What stands between the braces of a format.
fn fixed_parts(template: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_within = false;
    for c in template.chars() {
        match c {
            '{' => is_within = true,
            '}' => {
                is_within = false;
                parts.push(String::new());
            }
            c if !is_within => parts.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    parts
}

/// Everything outside of tests, but for the drivers, which speak to one database each, and the sessions, which are given statements.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match path.is_dir() {
            true if !["drivers", "session"].contains(&name.as_str()) => found.extend(sources(&path)),
            false if name.ends_with(".rs") && name != "tests.rs" => found.push(path),
            _ => {}
        }
    }
    found
}

/// The texts in quotes of a source, each with what stands before it. Comments and characters hold none here.
fn texts(source: &str) -> Vec<(String, String)> {
    let (mut found, mut before, mut chars) = (Vec::new(), String::new(), source.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next().is_some_and(|c| c != '\n') {},
            '\'' if before.ends_with('b') || chars.clone().nth(1) == Some('\'') => drop(chars.by_ref().take(2).count()),
            '"' => {
                let mut text = String::new();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    match c {
                        '\\' if chars.peek() == Some(&'\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                        '\\' => text.extend(chars.next()),
                        c => text.push(c),
                    }
                }
                found.push((std::mem::take(&mut before), text));
            }
            c => before.push(c),
        }
    }
    found
}

const VERBS: [&str; 5] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
/// What tells a text that goes on from a part that is put in before it.
const GOES_ON: [&str; 3] = [" WHERE ", " ORDER BY ", " JOIN "];

fn written() -> BTreeSet<Written> {
    let mut found = BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
        for (before, text) in texts(source) {
            let is_one = VERBS.iter().any(|verb| text.starts_with(verb));
            let goes_on = text.starts_with('{') && GOES_ON.iter().any(|word| text.contains(word));
            if is_one || goes_on {
                let only = ["sqlite", "postgres"].into_iter().find(|name| before.trim_end().ends_with(&format!("{name}:")));
                found.insert(Written { text, only });
            }
        }
    }
    found
}

/// How many parameters a statement has.
fn parameters(sql: &str) -> usize {
    sql.split('?').skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).max().unwrap_or(0)
}

/// Prepares it and runs nothing.
fn prepare(database: &Database, kind: Kind, number: usize, (sql, kinds): (&str, &[&str])) -> Result<(), StorageError> {
    // Where a parameter's kind is not known it is left to PostgreSQL, as with a value that is missing.
    let kinds = if kinds.is_empty() { String::new() } else { format!("({})", kinds.join(", ")) };
    match kind {
        Kind::Postgres(_) => database.write(|db| db.run(&format!("PREPARE prepared_{number} {kinds} AS {sql}"), &[])).map(|_| ()),
        _ => database.read(|db| db.optional(&format!("EXPLAIN {sql}"), &vec![Value::Null; parameters(sql)], |_| Ok(()))).map(|_| ()),
    }
}

/// What a district sends in its life, and when it moves.
fn sent() -> BTreeSet<Heard> {
    heard(|| {
        let world = World::whole(Kind::Encrypted, 12, 60);
        let folder = tempfile::tempdir().unwrap();
        let copy = Database::create(&folder.path().join("copy.db"), &DatabaseKey::new([1; 32])).unwrap();
        let filled = world.district.running.database.read_apart(|db| transfer::fill(db, &copy, |_| Ok::<_, StorageError>(()))).unwrap();
        copy.read(|db| filled.compare(db)).unwrap();
        assert!(!copy.read(transfer::is_empty).unwrap());
    })
}

#[test]
fn every_statement_is_prepared_on_each_database() {
    let (written, sent) = (written(), sent());
    assert!(written.len() > 200, "{}", written.len());
    let is_sent = |one: &Written| sent.iter().any(|sent| one.is_in(&sent.sqlite) || one.is_in(&sent.postgres));
    let unheard: Vec<&str> = written.iter().filter(|one| one.is_template() && !is_sent(one)).map(|one| one.text.as_str()).collect();
    assert_eq!(unheard, [""; 0], "put together of parts and never sent here");
    let kinds = [("sqlite", Kind::Sqlite), ("postgres", Kind::Postgres(Version::V15)), ("postgres", Kind::Postgres(Version::V18))];
    let mut refused = Vec::new();
    for (name, kind) in kinds {
        let made = Made::new(kind);
        // What only begins others is prepared with them.
        let holds = |sent: &str, one: &Written| sent.len() > one.text.len() && sent.contains(&one.text);
        let is_part = |one: &Written| sent.iter().any(|sent| holds(&sent.sqlite, one) || holds(&sent.postgres, one));
        let whole = written.iter().filter(|one| !one.is_template() && one.is_for(name) && !is_part(one));
        let whole = whole.map(|one| (one.text.as_str(), &[][..]));
        let sent = sent.iter().map(|sent| (if name == "sqlite" { &*sent.sqlite } else { &*sent.postgres }, &*sent.kinds));
        let all: BTreeSet<(&str, &[&str])> = whole.chain(sent).collect();
        for (number, statement) in all.into_iter().enumerate() {
            if let Err(error) = prepare(&made.database, kind, number, statement) {
                refused.push(format!("{kind:?}: {error:?}\n{statement:?}"));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn a_statement_is_found_in_a_source_and_told_from_other_texts() {
    let source = "let a = \"SELECT \\\n    1\"; // \"SELECT 2\"\nlet b = 'x'; let c = \"it's\"; Sql { sqlite: \"SELECT \\\"3\\\"\" }";
    let found = texts(source);
    let plain: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(plain, ["SELECT 1", "it's", "SELECT \"3\""]);
    assert!(found[2].0.trim_end().ends_with("sqlite:"));
    let template = Written { text: "SELECT {columns} FROM {table} WHERE id IN ({places})".to_owned(), only: None };
    assert!(template.is_in("SELECT a, b FROM log WHERE id IN (?1, ?2)"));
    assert!(!template.is_in("SELECT a, b FROM log WHERE id = ?1"));
    assert_eq!((parameters("SELECT ?1, ?12, ?2"), parameters("SELECT 1")), (12, 0));
}
