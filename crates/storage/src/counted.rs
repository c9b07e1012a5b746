//! How many statements were run, and which, for tests: the one is held against the number of households, the others are prepared on
//! every database.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use crate::{Sql, Value};

/// A statement as SQLite and as PostgreSQL is given it, and the kinds of its parameters in PostgreSQL's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heard {
    pub sqlite: String,
    pub postgres: String,
    pub kinds: Vec<&'static str>,
}

thread_local! {
    static RUN: Cell<u64> = const { Cell::new(0) };
    static HEARD: RefCell<Option<BTreeSet<Heard>>> = const { RefCell::new(None) };
}

/// How many this thread has run since it began.
#[must_use]
pub fn statements() -> u64 {
    RUN.get()
}

/// Those that this thread runs in `work`. A release build does not listen, and hears none.
pub fn heard(work: impl FnOnce()) -> BTreeSet<Heard> {
    HEARD.replace(Some(BTreeSet::new()));
    work();
    HEARD.take().unwrap_or_default()
}

pub(crate) fn count(sql: Sql<'_>, params: &[Value<'_>]) {
    RUN.set(RUN.get() + 1);
    if cfg!(debug_assertions) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard {
                let kinds = params.iter().map(kind).collect();
                heard.insert(Heard { sqlite: sql.sqlite.to_owned(), postgres: sql.postgres.to_owned(), kinds });
            }
        });
    }
}

fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "unknown",
        Value::Integer(_) => "bigint",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytea",
    }
}
