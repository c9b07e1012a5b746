//! `docs/schema.md`: the district's tables as their two schemas say them in SQL and comments. Both must say the same. Which columns
//! hold content is told by the crate that encrypts them; what the operator of a server can do besides is in the threat model.

mod sql;

use std::collections::BTreeMap;

use self::sql::Table;
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

/// Of each database the steps of its schema, in their order. `content` has a line for each column that is not stored as it is: table,
/// column, and what it is there.
pub fn write(sqlite: &[String], postgres: &[String], content: &str) -> Result<String, Failure> {
    let tables = sql::tables(sqlite)?;
    if tables != sql::tables(postgres)? {
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

#[cfg(test)]
mod tests {
    use super::*;

    const SQLITE: &str = "-- The tables.\n\n-- Who they are.\n\n-- Those who live there.\nCREATE TABLE resident (\n  id INTEGER PRIMARY KEY,\n  \
                          household INTEGER NOT NULL REFERENCES household (id),\n  name BLOB NOT NULL,  -- as it is shown\n  \
                          -- if they\n  -- have one\n  phone TEXT,\n  UNIQUE (household, name)\n) STRICT;\nINSERT INTO resident VALUES (1);\n";

    fn written(sqlite: &str, postgres: &str, content: &str) -> Result<String, Failure> {
        write(&[sqlite.to_owned()], &[postgres.to_owned()], content)
    }

    fn postgres() -> String {
        let words = [("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), ("phone TEXT", "phone TEXT COLLATE \"C\""), (") STRICT;", ");")];
        words.iter().fold(SQLITE.to_owned(), |sql, (from, to)| sql.replace(from, to))
    }

    #[test]
    fn a_table_is_written_with_what_its_comments_say_and_what_is_encrypted() {
        let text = written(SQLITE, &postgres(), "resident name encrypted\n").unwrap();
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
            let failure = written(sqlite, &postgres, content).err().map(|failure| failure.to_string());
            assert!(failure.as_ref().is_some_and(|said| said.contains(wrong)), "{failure:?}");
        }
        let nameless = SQLITE.replace("  -- as it is shown", "");
        assert!(written(&nameless, &nameless, "").err().unwrap().to_string().contains("what name holds"));
    }

    #[test]
    fn the_districts_schemas_say_of_every_column_what_it_holds() {
        let sqlite = include_str!("../../../crates/storage/src/drivers/sqlite/migrations/001.sql");
        let postgres = include_str!("../../../crates/storage/src/drivers/postgres/migrations/001.sql");
        let text = written(sqlite, postgres, "resident name encrypted\n").unwrap();
        assert!(text.matches("\n### `").count() > 25 && text.contains("| **encrypted** |"), "{text}");
    }
}
