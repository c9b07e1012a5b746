//! The tables that the steps of a schema lead to, as SQL and comments say them. Reads SQL as our migrations write it, a statement that
//! changes a table on a line of its own; what it cannot follow is found fault with, and not left out.

use std::mem;

use crate::failure::Failure;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The heading that it stands under, where it is the first there.
    pub section: Option<String>,
    pub name: String,
    pub about: String,
    pub columns: Vec<Column>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    pub kind: &'static str,
    pub is_required: bool,
    pub refers_to: Option<String>,
    pub about: String,
}

/// Tables in their order, as they are behind the last step. A comment says what stands behind it on its line or on the next one; one
/// with an empty line behind it is a heading.
pub(super) fn tables(steps: &[String]) -> Result<Vec<Table>, Failure> {
    let mut tables = Vec::new();
    for sql in steps {
        let mut step = Step { tables: &mut tables, open: None, comment: String::new(), section: None, is_head: true };
        sql.lines().try_for_each(|line| step.line(line.trim()))?;
    }
    Ok(tables)
}

/// One file as far as it was read.
struct Step<'t> {
    tables: &'t mut Vec<Table>,
    /// The table whose columns are being read.
    open: Option<Table>,
    comment: String,
    section: Option<String>,
    /// No comment with an empty line behind it was read yet: the first is the file's own.
    is_head: bool,
}

impl Step<'_> {
    fn line(&mut self, line: &str) -> Result<(), Failure> {
        if let Some(said) = line.strip_prefix("--") {
            self.comment = format!("{} {}", self.comment, said.trim()).trim().to_owned();
            return Ok(());
        }
        let comment = mem::take(&mut self.comment);
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            let name = name.strip_suffix(" (").ok_or_else(|| Failure::found(format!("a table stands on one line: {line}")))?;
            self.open = Some(Table { section: self.section.take(), name: name.to_owned(), about: comment, columns: Vec::new() });
        } else if line.starts_with("ALTER TABLE ") || line.starts_with("DROP TABLE ") {
            self.change(line, &comment)?;
        } else if line.starts_with(')') {
            self.tables.extend(self.open.take());
        } else if let Some(table) = &mut self.open {
            table.columns.extend(column(line, &comment)?);
        } else if line.is_empty() && !comment.is_empty() {
            self.section = Some(comment).filter(|_| !mem::take(&mut self.is_head));
        }
        Ok(())
    }

    /// A statement about a table that is there.
    fn change(&mut self, line: &str, before: &str) -> Result<(), Failure> {
        let unknown = || Failure::found(format!("no document can be made of this change: {line}"));
        let (statement, behind) = line.split_once(';').ok_or_else(unknown)?;
        let mut words = statement.split_whitespace();
        let verb = words.next();
        let name = words.nth(1).ok_or_else(unknown)?;
        let place = self.tables.iter().position(|table| table.name == name).ok_or_else(unknown)?;
        let rest: Vec<&str> = words.collect();
        let Some(table) = self.tables.get_mut(place) else { return Err(unknown()) };
        match (verb, rest.as_slice()) {
            (Some("DROP"), []) => drop(self.tables.remove(place)),
            (_, ["ADD", "COLUMN", definition @ ..]) => {
                let added = column(&format!("{}{behind}", definition.join(" ")), before)?;
                table.columns.push(added.ok_or_else(unknown)?);
            }
            (_, ["DROP", "COLUMN", gone]) if table.columns.iter().any(|column| column.name == *gone) => {
                table.columns.retain(|column| column.name != *gone);
            }
            (_, ["RENAME", "COLUMN", from, "TO", to]) => {
                let column = table.columns.iter_mut().find(|column| column.name == *from).ok_or_else(unknown)?;
                column.name = (*to).to_owned();
            }
            (_, ["RENAME", "TO", to]) => table.name = (*to).to_owned(),
            _ => return Err(unknown()),
        }
        Ok(())
    }
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

    const FIRST: &str = "-- The tables.\n\n-- Who they are.\n\nCREATE TABLE person (\n  id INTEGER PRIMARY KEY,\n  name TEXT NOT NULL,  -- as \
                         shown\n  door TEXT -- where\n);\n\nCREATE TABLE old (\n  id INTEGER PRIMARY KEY\n);\n";

    fn behind(second: &str) -> Result<Vec<Table>, Failure> {
        tables(&[FIRST.to_owned(), second.to_owned()])
    }

    #[test]
    fn every_step_is_read_and_the_tables_are_those_behind_the_last() {
        let second = "-- What came later.\n\n-- how many live there\nALTER TABLE person ADD COLUMN count INTEGER;\nALTER TABLE person ADD COLUMN \
                      seen_at BIGINT NOT NULL; -- by anybody\nALTER TABLE person DROP COLUMN door;\nALTER TABLE person RENAME COLUMN name TO \
                      called;\nALTER TABLE person RENAME TO resident;\nDROP TABLE old;\nCREATE INDEX by_name ON resident (called);\n\n-- Where \
                      they live.\n\nCREATE TABLE door (\n  id INTEGER PRIMARY KEY\n);\n";
        let found = behind(second).unwrap();
        let names: Vec<_> = found.iter().map(|table| (table.name.as_str(), table.section.as_deref())).collect();
        assert_eq!(names, [("resident", Some("Who they are.")), ("door", Some("Where they live."))]);
        let columns: Vec<_> = found[0].columns.iter().map(|of| (of.name.as_str(), of.is_required, of.about.as_str())).collect();
        let wanted =
            [("id", true, ""), ("called", true, "as shown"), ("count", false, "how many live there"), ("seen_at", true, "by anybody")];
        assert_eq!(columns, wanted);
    }

    #[test]
    fn what_cannot_be_followed_is_told() {
        for change in [
            "ALTER TABLE person ADD CONSTRAINT named CHECK (name <> '');",
            "ALTER TABLE person ALTER COLUMN name DROP NOT NULL;",
            "ALTER TABLE nobody ADD COLUMN seen_at BIGINT;",
            "ALTER TABLE person DROP COLUMN nothing;",
            "ALTER TABLE person ADD COLUMN count INTEGER;",
            "ALTER TABLE person\n  ADD COLUMN seen_at BIGINT;",
            "DROP TABLE IF EXISTS person;",
            "CREATE TABLE other (id INTEGER);",
        ] {
            assert!(behind(change).is_err(), "{change}");
        }
    }
}
