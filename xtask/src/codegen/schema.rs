//! `docs/schema.md`: the district's tables as their two schemas say them in SQL and comments. Both must say the same. Which columns
//! hold content is told by the crate that encrypts them; what the operator of a server can do besides is in the threat model.

use std::collections::BTreeMap;

use crate::failure::Failure;

const HEAD: &str = "\
<!-- Made from the SQL and the comments of crates/storage/src/drivers/*/migrations by `cargo xtask codegen`. Change those instead. -->

# The district's database

The same tables lie in SQLite's file and in a district's schema on PostgreSQL; a test compares columns and indexes of both, and `cargo xtask codegen` their comments.

- *number* is `INTEGER` in SQLite and `BIGINT` in PostgreSQL, *text* `TEXT` (there with collation `C`), *bytes* `BLOB` and `BYTEA`.
- The schema's version stands in `PRAGMA user_version` of SQLite and in a table `schema_version` of PostgreSQL.
- Every number that tells a time is in milliseconds since 1970, UTC; a date is text such as `2020-02-27`; yes is 1 and no is 0.
- SQLite's file is encrypted as a whole: without `database.key` nobody reads any of it.
- On PostgreSQL a column that is **encrypted** reaches the server as AES-256-GCM under the district's content key, bound to its row, and one that is a **mark** as HMAC-SHA-256 under it ([decision 23](decisions/0023-content-is-encrypted-before-postgresql-gets-it.md)).
  Whoever operates that server, or has a dump, a standby or its log, reads every other column, and how long an encrypted value is ([threat model](threat-model.md)).
";

/// How a column reaches a PostgreSQL server, by table and name, where it is not as it is.
pub type Hidden = BTreeMap<(String, String), String>;

#[derive(Debug, PartialEq, Eq)]
struct Table {
    /// The heading that it stands under, where it is the first there.
    section: Option<String>,
    name: String,
    about: String,
    columns: Vec<Column>,
}

#[derive(Debug, PartialEq, Eq)]
struct Column {
    name: String,
    kind: &'static str,
    is_required: bool,
    refers_to: Option<String>,
    about: String,
}

/// `content` has a line for each column that is not stored as it is: table, column, and what it is there.
pub fn write(sqlite: &str, postgres: &str, content: &str) -> Result<String, Failure> {
    let tables = read(sqlite)?;
    if tables != read(postgres)? {
        return Err(Failure::found("the schemas of SQLite and PostgreSQL, or their comments, say different things"));
    }
    let mut hidden = Hidden::new();
    for line in content.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [table, column, how] = words.as_slice() else { return Err(Failure::found(format!("{line:?} names no column"))) };
        hidden.insert(((*table).to_owned(), (*column).to_owned()), (*how).to_owned());
    }
    let mut text = HEAD.to_owned();
    tables.iter().for_each(|table| shown(table, &mut hidden, &mut text));
    match hidden.keys().next() {
        Some((table, column)) => Err(Failure::found(format!("{table}.{column} is encrypted and in no schema"))),
        None => Ok(text),
    }
}

fn shown(table: &Table, hidden: &mut Hidden, text: &mut String) {
    if let Some(section) = &table.section {
        text.push_str(&format!("\n## {}\n", section.trim_end_matches('.')));
    }
    text.push_str(&format!("\n### `{}`\n\n", table.name));
    if !table.about.is_empty() {
        text.push_str(&format!("{}\n\n", sentence(&table.about)));
    }
    text.push_str("| column | holds | | on PostgreSQL |\n|---|---|---|---|\n");
    for column in &table.columns {
        let kind = if column.is_required { column.kind.to_owned() } else { format!("{} or nothing", column.kind) };
        let refers_to = column.refers_to.as_ref().map(|to| format!("→ `{to}`"));
        let about = [refers_to, Some(column.about.clone())].into_iter().flatten().filter(|part| !part.is_empty());
        let about = about.collect::<Vec<_>>().join("; ").replace('|', "\\|");
        let how = hidden.remove(&(table.name.clone(), column.name.clone())).map_or(String::new(), |how| format!("**{how}**"));
        text.push_str(&format!("| `{}` | {kind} | {about} | {how} |\n", column.name));
    }
}

fn sentence(about: &str) -> String {
    if about.ends_with('.') { about.to_owned() } else { format!("{about}.") }
}

/// Tables in their order. A comment says what stands behind it on its line or on the next one; one with an empty line behind it
/// is a heading.
fn read(sql: &str) -> Result<Vec<Table>, Failure> {
    let (mut tables, mut comment, mut section) = (Vec::new(), String::new(), None);
    let (mut open, mut is_head): (Option<Table>, bool) = (None, true);
    for line in sql.lines() {
        let line = line.trim();
        if let Some(said) = line.strip_prefix("--") {
            comment = format!("{comment} {}", said.trim()).trim().to_owned();
            continue;
        }
        if let Some(name) = line.strip_prefix("CREATE TABLE ").and_then(|rest| rest.strip_suffix(" (")) {
            let about = std::mem::take(&mut comment);
            open = Some(Table { section: section.take(), name: name.to_owned(), about, columns: Vec::new() });
        } else if line.starts_with("CREATE TABLE ") {
            return Err(Failure::found(format!("a table stands on one line: {line}")));
        } else if line.starts_with(')') {
            tables.extend(open.take());
        } else if let Some(table) = &mut open {
            table.columns.extend(column(line, &comment)?);
        } else if line.is_empty() && !comment.is_empty() {
            // The first is the file's own.
            section = Some(comment.clone()).filter(|_| !std::mem::take(&mut is_head));
        }
        comment.clear();
    }
    Ok(tables)
}

/// None for a line that is no column's.
fn column(line: &str, before: &str) -> Result<Option<Column>, Failure> {
    let (definition, behind) = line.split_once(" -- ").unwrap_or((line, ""));
    let mut words = definition.split([' ', ',']).filter(|word| !word.is_empty());
    let (Some(name), Some(kind)) = (words.next(), words.next()) else { return Ok(None) };
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Ok(None);
    }
    let kind = match kind {
        "INTEGER" | "BIGINT" => "number",
        "TEXT" => "text",
        "BLOB" | "BYTEA" => "bytes",
        other => return Err(Failure::found(format!("{name} is of an unknown type, {other}"))),
    };
    let refers_to = definition.split_once("REFERENCES ").and_then(|(_, to)| to.split(' ').next()).map(str::to_owned);
    let about = if behind.is_empty() { before } else { behind.trim() };
    let is_named = name == "id" || name.ends_with("_at") || refers_to.is_some() || ["household", "log", "phone"].contains(&name);
    if about.is_empty() && !is_named {
        return Err(Failure::found(format!("no comment says what {name} holds: {line}")));
    }
    let is_required = ["NOT NULL", "PRIMARY KEY"].iter().any(|rule| definition.contains(rule));
    Ok(Some(Column { name: name.to_owned(), kind, is_required, refers_to, about: about.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQLITE: &str = "-- The tables.\n\n-- Who they are.\n\n-- Those who live there.\nCREATE TABLE resident (\n  id INTEGER PRIMARY KEY,\n  \
                          household INTEGER NOT NULL REFERENCES household (id),\n  name BLOB NOT NULL,  -- as it is shown\n  \
                          -- if they\n  -- have one\n  phone TEXT,\n  UNIQUE (household, name)\n) STRICT;\nINSERT INTO resident VALUES (1);\n";

    fn postgres() -> String {
        let words = [("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), ("phone TEXT", "phone TEXT COLLATE \"C\""), (") STRICT;", ");")];
        words.iter().fold(SQLITE.to_owned(), |sql, (from, to)| sql.replace(from, to))
    }

    #[test]
    fn a_table_is_written_with_what_its_comments_say_and_what_is_encrypted() {
        let text = write(SQLITE, &postgres(), "resident name encrypted\n").unwrap();
        let table = "\n## Who they are\n\n### `resident`\n\nThose who live there.\n\n| column | holds | | on PostgreSQL |\n|---|---|---|---|\n\
                     | `id` | number |  |  |\n| `household` | number | → `household` |  |\n| `name` | bytes | as it is shown | **encrypted** |\n\
                     | `phone` | text or nothing | if they have one |  |\n";
        assert_eq!(text.strip_prefix(HEAD), Some(table));
    }

    #[test]
    fn two_schemas_that_differ_a_column_without_a_meaning_and_one_that_is_nowhere_are_found() {
        let other = postgres();
        for (sqlite, postgres, content, wrong) in [
            (SQLITE, other.replace("phone", "telephone"), "", "different things"),
            (SQLITE, other.replace("if they", "where they"), "", "different things"),
            (SQLITE, other.replace("BYTEA NOT NULL", "BYTEA"), "", "different things"),
            (SQLITE, other.clone(), "resident document encrypted", "resident.document is encrypted and in no schema"),
        ] {
            let failure = write(sqlite, &postgres, content).err().map(|failure| failure.to_string());
            assert!(failure.as_ref().is_some_and(|said| said.contains(wrong)), "{failure:?}");
        }
        let nameless = SQLITE.replace("  -- as it is shown", "");
        assert!(write(&nameless, &nameless, "").err().unwrap().to_string().contains("what name holds"));
    }

    #[test]
    fn the_districts_schemas_say_of_every_column_what_it_holds() {
        let sqlite = include_str!("../../../crates/storage/src/drivers/sqlite/migrations/001.sql");
        let postgres = include_str!("../../../crates/storage/src/drivers/postgres/migrations/001.sql");
        let text = write(sqlite, postgres, "resident name encrypted\n").unwrap();
        assert!(text.matches("\n### `").count() > 25 && text.contains("| **encrypted** |"), "{text}");
    }
}
