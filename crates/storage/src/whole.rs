//! Questions about the database as a whole: whether its pages are sound, and what its logs' rows say.

use daylog_domain::ids::LogId;

use crate::{Read, Sql, StorageError, params};

/// What the file's own checks find wrong, at most a few lines. They name pages, indexes and tables, never contents.
pub fn damage(db: &Read<'_>) -> Result<Vec<String>, StorageError> {
    let mut found = lines(db, Sql { sqlite: "PRAGMA cipher_integrity_check", postgres: NO_LINES })?;
    // Where pages are damaged the second check could only say the same in other words.
    if found.is_empty() {
        found = contradictions(db)?;
    }
    found.truncate(20);
    Ok(found)
}

/// What of it a reader sees, who has damaged pages of the file whole from its write-ahead log.
pub fn contradictions(db: &Read<'_>) -> Result<Vec<String>, StorageError> {
    let mut found = lines(db, Sql { sqlite: "PRAGMA integrity_check(20)", postgres: NO_LINES })?;
    found.retain(|line| line != "ok");
    let broken_references = Sql {
        sqlite: "SELECT DISTINCT 'a row of ' || \"table\" || ' refers to none of ' || parent FROM pragma_foreign_key_check",
        postgres: NO_LINES,
    };
    found.extend(lines(db, broken_references)?);
    Ok(found)
}

/// PostgreSQL looks at its pages whenever it reads one, where its cluster has checksums, and keeps no broken reference.
const NO_LINES: &str = "SELECT '' WHERE false";

fn lines(db: &Read<'_>, sql: Sql<'_>) -> Result<Vec<String>, StorageError> {
    db.many(sql, params![], |row| row.get(0))
}

/// A log's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    pub row: i64,
    pub id: LogId,
    pub have: u64,
    pub head: [u8; 32],
}

pub fn logs(db: &Read<'_>) -> Result<Vec<LogRow>, StorageError> {
    db.many("SELECT id, log, have, head FROM log ORDER BY id", params![], |row| {
        Ok(LogRow { row: row.get(0)?, id: LogId(row.get(1)?), have: row.get(2)?, head: row.get(3)? })
    })
}
