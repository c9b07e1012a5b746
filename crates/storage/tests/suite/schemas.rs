//! Making, opening and migrating, and that both databases have the same tables, columns and indexes.

use daylog_storage::{Address, Database, Sql, StorageCode, StorageError, params};
use daylog_testkit::{
    database::{At, Kind, fresh_address},
    postgres::Version,
};

use crate::databases::{Made, keys};

fn code<T>(result: Result<T, StorageError>) -> StorageCode {
    result.map(|_| ()).unwrap_err().code()
}

/// Columns by table and name, with their type in PostgreSQL's words and whether they must hold a value.
fn columns(made: &Made) -> Vec<(String, String, String, bool)> {
    // SQLite does not count the columns of a primary key among those that must hold one.
    let sql = Sql {
        sqlite: "SELECT m.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'BLOB' THEN 'bytea' ELSE 'text' END,
                   c.\"notnull\" OR c.pk FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND ?1 = ?1 ORDER BY 1, 2",
        postgres: "SELECT table_name::text COLLATE \"C\", column_name::text COLLATE \"C\", data_type::text, is_nullable = 'NO'
                   FROM information_schema.columns WHERE table_schema = ?1 AND table_name <> 'schema_version' ORDER BY 1, 2",
    };
    rows(made, sql, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// Indexes that have a name of their own, with the columns and the condition that they are made for.
fn indexes(made: &Made) -> Vec<String> {
    let sql = Sql {
        sqlite: "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND ?1 = ?1 ORDER BY 1",
        postgres: "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid
                   WHERE i.relnamespace = CAST(?1 AS regnamespace) AND NOT indisunique ORDER BY 1",
    };
    let plain = |text: String| text.replace(&format!("{}.", schema(made)), "").replace(" USING btree", "").replace(['(', ')'], "");
    let mut found: Vec<String> = rows(made, sql, |row| row.get(0)).into_iter().map(plain).collect();
    found.sort_unstable();
    found
}

/// SQLite's indexes end with the number of the row, which is the position in the feed: where that is asked for, PostgreSQL's name it.
fn with_position(indexes: Vec<String>) -> Vec<String> {
    let asked = ["CREATE INDEX backfill_cadre ON backfill cadre", "CREATE INDEX entry_household ON entry household"];
    let named = |index: String| if asked.contains(&index.as_str()) { format!("{index}, feed") } else { index };
    indexes.into_iter().map(named).collect()
}

fn rows<T>(made: &Made, sql: Sql<'_>, read: impl FnMut(&daylog_storage::Row<'_>) -> Result<T, StorageError>) -> Vec<T> {
    made.database.read(|db| db.many(sql, params![schema(made)], read)).unwrap()
}

fn schema(made: &Made) -> String {
    match &made.at {
        At::File(_) | At::EncryptedFile(..) => String::new(),
        At::Schema(address, _) => address.district().to_owned(),
    }
}

#[test]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    let embedded = Made::new(Kind::Sqlite);
    assert!(columns(&embedded).len() > 100 && indexes(&embedded).len() > 10);
    for version in Version::ALL {
        let server = Made::new(Kind::Postgres(version));
        assert_eq!(columns(&server), columns(&embedded));
        assert_eq!(indexes(&server), with_position(indexes(&embedded)));
    }
}

#[test]
fn what_is_there_is_not_made_again() {
    let made = Made::new(Kind::Postgres(Version::V15));
    made.database.write(|db| db.run("INSERT INTO street (id, name) VALUES (1, ?1)", params!["一"])).unwrap();
    assert_eq!(code(made.at.create()), StorageCode::Taken);
    let streets: i64 = made.again().read(|db| db.one("SELECT count(*) FROM street", &[], |row| row.get(0))).unwrap();
    assert_eq!(streets, 1);
}

#[test]
fn an_operator_may_make_the_schema_and_leave_it_empty() {
    let keys = keys();
    let made = Made::new(Kind::Postgres(Version::V15));
    let made_before = fresh_address(Version::V15);
    made.database.write(|db| db.run(&format!("CREATE SCHEMA {}", made_before.district()), &[])).unwrap();
    Database::create_at(&made_before, &keys.0).unwrap();
    assert_eq!(code(Database::create_at(&made_before, &keys.0)), StorageCode::Taken);
}

#[test]
fn a_schema_that_is_missing_or_newer_is_refused_before_any_write() {
    let keys = keys();
    let missing = fresh_address(Version::V15);
    assert_eq!(code(Database::connect(&missing, &keys.0)), StorageCode::Missing);
    let made = Made::new(Kind::Postgres(Version::V15));
    let newer = format!("UPDATE {}.schema_version SET version = 999", schema(&made));
    made.database.write(|db| db.run(&newer, &[])).unwrap();
    assert!(matches!(made.at.open(), Err(StorageError::Newer { found: 999, known: 1 })));
}

#[test]
fn districts_of_one_database_see_nothing_of_each_other() {
    let (one, other) = (Made::new(Kind::Postgres(Version::V15)), Made::new(Kind::Postgres(Version::V15)));
    one.database.write(|db| db.run("INSERT INTO street (id, name) VALUES (1, '一')", &[])).unwrap();
    let streets = |made: &Made| made.database.read(|db| db.one("SELECT count(*) FROM street", &[], |row| row.get::<i64>(0))).unwrap();
    assert_eq!((streets(&one), streets(&other)), (1, 0));
    let At::Schema(address, _) = &one.at else { panic!() };
    let of_other: Address = address.of_district(&schema(&other)).unwrap();
    assert_eq!(of_other.district(), schema(&other));
}
