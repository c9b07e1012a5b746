//! The first answers to requests that may come again, by the account and the key that it chose. Kept for a day.

use daylog_domain::time::Instant;

use crate::{Read, StorageError, Write, content::Column::AnsweredRequestAnswer, params};

/// How long an answer is kept.
const KEPT_MINUTES: i64 = 24 * 60;

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRequest {
    /// SHA-256 of what was asked.
    pub digest: [u8; 32],
    pub answer: Vec<u8>,
}

/// What was answered under this key, if that is kept still.
pub fn find(db: &Read<'_>, account: i64, key: &str, now: Instant) -> Result<Option<AnsweredRequest>, StorageError> {
    let sql = "SELECT digest, answer, id FROM answered_request WHERE account = ?1 AND key = ?2 AND at > ?3";
    db.optional(sql, params![account, key, now.plus_minutes(-KEPT_MINUTES)], |row| {
        Ok(AnsweredRequest { digest: row.get(0)?, answer: row.content(AnsweredRequestAnswer, &[row.get(2)?], 1)? })
    })
}

/// Keeps an answer, and drops those whose day is over.
pub fn insert(db: &Write<'_>, account: i64, key: &str, answered: &AnsweredRequest, now: Instant) -> Result<(), StorageError> {
    db.run("DELETE FROM answered_request WHERE at <= ?1", params![now.plus_minutes(-KEPT_MINUTES)])?;
    let id: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM answered_request", &[], |row| row.get(0))?;
    let answer = db.encrypt(AnsweredRequestAnswer, &[id], &answered.answer)?;
    db.run(
        "INSERT INTO answered_request (id, account, key, digest, answer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, account, key, answered.digest, answer, now],
    )?;
    Ok(())
}
