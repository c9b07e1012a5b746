//! All tables of a district with their columns, in an order in which each comes behind those that it refers to, and what of them
//! is content. A test holds the list against the schema, so that none is forgotten.

use crate::{
    Read, StorageError,
    content::{self, Mark},
    params,
};

/// One table that is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Table {
    pub name: &'static str,
    /// Those of the primary key stand first.
    pub columns: &'static [&'static str],
    /// How many columns the primary key has.
    pub key: usize,
    /// Whether nothing of it changes without the feed's counters.
    pub follows_feed: bool,
}

/// A table with a key of one column.
const fn table(name: &'static str, columns: &'static [&'static str]) -> Table {
    Table { name, columns, key: 1, follows_feed: false }
}

/// One of those that grow with the feed.
const fn large(name: &'static str, columns: &'static [&'static str], key: usize) -> Table {
    Table { name, columns, key, follows_feed: true }
}

/// Everything but what comes last.
pub(super) const TABLES: &[Table] = &[
    table("past_epoch", &["epoch", "ended_at"]),
    table("street", &["id", "name"]),
    table("community", &["id", "street", "name"]),
    table("household", &["id", "community", "code", "code_mark", "address", "guarantor", "guarantor_workplace", "changed_feed"]),
    table(
        "resident",
        &[
            "id",
            "household",
            "name",
            "name_mark",
            "document",
            "phone",
            "origin",
            "first_day",
            "last_day",
            "ended_at",
            "ended_on",
            "end_reason",
        ],
    ),
    table("cadre", &["id", "name", "office", "phone"]),
    table("assignment", &["id", "household", "cadre", "role", "from_at", "until_at", "start_feed", "end_feed"]),
    large("backfill", &["feed", "cadre", "household", "entry_feed"], 1),
    table("account", &["id", "name", "salt", "password_hash", "must_change", "created_at", "signed_in_at", "locked_at", "ended_at"]),
    table("team", &["id", "name", "office", "lead"]),
    Table { name: "team_member", columns: &["team", "cadre"], key: 2, follows_feed: false },
    table("account_role", &["id", "account", "role", "street", "community", "team", "from_at", "until_at"]),
    table("session", &["token_hash", "account", "role", "created_at", "expires_at", "second_factor", "address", "program"]),
    table("second_factor", &["account", "secret", "made_at", "confirmed_at", "last_step"]),
    table("recovery_code", &["code_hash", "account", "used_at"]),
    table("access_record", &["id", "at", "account", "what", "household", "row_count", "address"]),
    table(
        "device",
        &[
            "id",
            "cadre",
            "public_key",
            "delivery_key",
            "program",
            "enrolled_at",
            "revoked_at",
            "revoked_for",
            "lost_at",
            "last_seen",
            "complete_to",
            "pending",
            "clock_offset_ms",
            "directory",
            "heard",
        ],
    ),
    table("invite", &["id", "cadre", "secret_hash", "created_at", "expires_at", "device"]),
    table("log", &["id", "log", "device", "nonce", "have", "head", "token", "previous_token", "opened_at"]),
    large("segment", &["id", "log", "first", "last", "first_feed", "received_at", "signature", "bytes", "leaf", "head"], 1),
    table("fork", &["id", "log", "device", "sequence", "found_at", "signature", "head", "bytes"]),
    table("refused", &["id", "device", "log", "sequence", "reason", "received_at", "bytes"]),
    large("feed_leaf", &["leaf", "last", "digest"], 1),
    large("tree", &["position", "hash"], 1),
    large(
        "entry",
        &["feed", "log", "sequence", "cadre", "household", "resident", "place_kind", "place", "kind", "claimed_at", "received_at", "bytes"],
        1,
    ),
    large("amendment", &["target_log", "target_sequence", "feed"], 3),
    table("purge_order", &["number", "log", "household", "feed", "body", "signature"]),
    table("backup", &["id", "started_at", "name", "bytes", "verified", "failure"]),
    table("watermark", &["id", "segment", "made_at", "digest"]),
    table("audit", &["id", "at", "actor", "action", "detail"]),
    table("change", &["id", "at", "account", "actor", "source", "act", "subject", "subject_id", "household", "field", "before", "after"]),
    table("answered_request", &["id", "account", "key", "digest", "answer", "at"]),
];

/// Of one row each. They come in one transaction, when everything else is there: a new database has a row of the first already.
pub(super) const LAST: &[Table] = &[
    table("feed", &["id", "last", "entries", "roster", "devices"]),
    table(
        "district",
        &[
            "id",
            "name",
            "settings",
            "settings_feed",
            "epoch",
            "follows",
            "addresses",
            "directory",
            "directory_number",
            "second_factor",
            "not_vacuumed",
        ],
    ),
];

pub(super) fn all() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain(LAST)
}

/// Whether a database is as one that was made just now.
pub fn is_empty(db: &Read<'_>) -> Result<bool, StorageError> {
    for table in all().filter(|table| table.name != "feed") {
        if db.one(&format!("SELECT EXISTS (SELECT 1 FROM {})", table.name), params![], |row| row.get::<bool>(0))? {
            return Ok(false);
        }
    }
    db.one("SELECT last + entries + roster + devices FROM feed", params![], |row| Ok(row.get::<i64>(0)? == 0))
}

/// How a column gets from one database to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Passes {
    AsItIs,
    /// Plain, and encrypted anew where it arrives. Its row is told by the numbers in these columns.
    Content(content::Column, Vec<usize>),
    /// Not at all: it is made anew of the content in a column, within the numbers in others.
    Mark(Mark, usize, Vec<usize>),
}

impl Table {
    /// Column by column.
    pub fn passing(self) -> Vec<Passes> {
        let content = content::Table::ALL.into_iter().find(|table| table.name == self.name);
        let places = |names: &[&str]| names.iter().filter_map(|name| self.place(name)).collect();
        let of = |column: &&'static str| {
            let content = content.as_ref()?;
            if let Some(found) = content.columns.iter().find(|found| found.name().1 == *column) {
                return Some(Passes::Content(*found, places(content.row)));
            }
            let mark = content.mark.filter(|mark| mark.name == *column)?;
            Some(Passes::Mark(mark, self.place(mark.of.name().1)?, places(mark.within)))
        };
        self.columns.iter().map(|column| of(column).unwrap_or(Passes::AsItIs)).collect()
    }

    fn place(self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| *name == column)
    }

    /// The table's name and columns, as rows are added to it.
    pub fn into_columns(self) -> String {
        format!("{} ({})", self.name, self.columns.join(", "))
    }

    /// The names of the key's columns.
    fn keys(self) -> &'static [&'static str] {
        self.columns.get(..self.key).unwrap_or_default()
    }

    /// Every row in the key's order.
    pub fn every_row(self) -> String {
        self.rows("")
    }

    /// The rows behind a key, which its parameters say, in order.
    pub fn rows_behind(self) -> String {
        let places: Vec<String> = (1..=self.key).map(|place| format!("?{place}")).collect();
        self.rows(&format!(" WHERE ({}) > ({})", self.keys().join(", "), places.join(", ")))
    }

    fn rows(self, behind: &str) -> String {
        format!("SELECT {} FROM {}{behind} ORDER BY {}", self.columns.join(", "), self.name, self.keys().join(", "))
    }

    /// The key of the last row, if there is one.
    pub fn last_key(self) -> String {
        let order: Vec<String> = self.keys().iter().map(|key| format!("{key} DESC")).collect();
        format!("SELECT {} FROM {} ORDER BY {} LIMIT 1", self.keys().join(", "), self.name, order.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rusqlite::Connection;

    use super::*;
    use crate::drivers::sqlite::open::STEPS;

    /// Of each table the columns in order, those of the key, and the tables that it refers to.
    type Schema = BTreeMap<String, (Vec<String>, Vec<String>, Vec<String>)>;

    fn schema() -> Schema {
        let connection = Connection::open_in_memory().unwrap();
        STEPS.iter().for_each(|step| connection.execute_batch(step).unwrap());
        let texts = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let columns = |table: &str| {
            (
                texts(&format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid")),
                texts(&format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk")),
                texts(&format!("SELECT \"table\" FROM pragma_foreign_key_list('{table}')")),
            )
        };
        let tables = texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        tables.into_iter().map(|table| (table.clone(), columns(&table))).collect()
    }

    #[test]
    fn every_table_of_the_schema_is_copied_with_all_its_columns_in_the_order_of_its_key() {
        let mut schema = schema();
        // What only the database itself has: its standing, and the key that its content is encrypted under.
        assert!(["transfer", "content_key"].iter().all(|own| schema.remove(*own).is_some()));
        for table in all() {
            let (columns, key, _) = schema.remove(table.name).unwrap_or_else(|| panic!("{} is no table", table.name));
            assert_eq!(
                (table.columns, table.keys()),
                (
                    columns.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
                    key.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
                ),
                "{}",
                table.name
            );
        }
        assert_eq!(schema.into_keys().collect::<Vec<_>>(), Vec::<String>::new(), "not copied");
    }

    #[test]
    fn every_column_with_content_and_every_mark_is_made_anew_where_it_arrives() {
        let passing: Vec<Passes> = all().flat_map(|table| table.passing()).collect();
        let content = passing.iter().filter(|passes| matches!(passes, Passes::Content(_, of) if !of.is_empty()));
        assert_eq!(content.count(), content::Column::ALL.len());
        let marks = passing.iter().filter(|passes| matches!(passes, Passes::Mark(..)));
        assert_eq!(marks.count(), content::Table::ALL.iter().filter(|table| table.mark.is_some()).count());
    }

    #[test]
    fn a_table_stands_behind_those_that_it_refers_to() {
        let schema = schema();
        for (place, table) in all().enumerate() {
            let before: Vec<_> = all().take(place).map(|table| table.name).collect();
            assert!(schema[table.name].2.iter().all(|needed| before.contains(&needed.as_str())), "{}", table.name);
        }
    }
}
