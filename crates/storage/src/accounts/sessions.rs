//! Sessions of the dashboard. Each is used as one role of its account and ends when that role does.

use daylog_domain::{access::Viewer, time::Instant};

use super::roles;
use crate::{Read, Row, StorageError, Write, params};

/// A session may be from a little ahead of the clock: it may have been set back since.
const AHEAD_MINUTES: i64 = 15;

/// An account as it asks: with the role that its session stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub name: String,
    /// What the table of access is asked with.
    pub viewer: Viewer,
}

/// What a session is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening<'a> {
    pub account: i64,
    /// One that the account holds now.
    pub role: i64,
    pub has_second_factor: bool,
    /// Where it is asked from.
    pub address: &'a str,
    /// The name that the browser gives itself.
    pub program: &'a str,
}

/// An open session, as its account is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token_hash: [u8; 32],
    pub created_at: Instant,
    pub address: String,
    pub program: String,
}

pub fn open_session(
    db: &Write<'_>,
    opening: &Opening<'_>,
    token_hash: &[u8; 32],
    now: Instant,
    expires: Instant,
) -> Result<(), StorageError> {
    db.run("DELETE FROM session WHERE expires_at <= ?1", params![now])?;
    db.run(
        "INSERT INTO session (token_hash, account, role, created_at, expires_at, second_factor, address, program)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![token_hash, opening.account, opening.role, now, expires, opening.has_second_factor, opening.address, opening.program],
    )?;
    db.run("UPDATE account SET signed_in_at = ?2 WHERE id = ?1", params![opening.account, now])?;
    Ok(())
}

/// Who asks with this token: an account that is not locked, as a role that holds.
pub fn by_session(db: &Read<'_>, token_hash: &[u8; 32], now: Instant) -> Result<Option<Account>, StorageError> {
    let sql = format!(
        "SELECT account.id, account.name, {} FROM session
         JOIN account ON account.id = session.account JOIN account_role ON account_role.id = session.role
         LEFT JOIN community ON community.id = account_role.community
         WHERE session.token_hash = ?1 AND session.expires_at > ?2 AND session.created_at <= ?3
           AND account.locked_at IS NULL AND account.ended_at IS NULL
           AND account_role.from_at <= ?3 AND (account_role.until_at IS NULL OR account_role.until_at > ?2)",
        roles::COLUMNS
    );
    // One from a clock that was ahead does not outlive its repair.
    db.optional(&sql, params![token_hash, now, now.plus_minutes(AHEAD_MINUTES)], |row| {
        Ok(Account { id: row.get(0)?, name: row.get(1)?, viewer: roles::viewer(row, 2)? })
    })
}

/// Whether it is this account's and was not ended. Whether its time is over is not looked at.
pub fn is_open(db: &Read<'_>, account: i64, token_hash: &[u8; 32]) -> Result<bool, StorageError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM session WHERE account = ?1 AND token_hash = ?2)";
    db.one(sql, params![account, token_hash], |row| row.get(0))
}

/// Whether more than a password opened it.
pub fn has_second_factor(db: &Read<'_>, token_hash: &[u8; 32]) -> Result<bool, StorageError> {
    let sql = "SELECT second_factor FROM session WHERE token_hash = ?1";
    Ok(db.optional(sql, params![token_hash], |row| row.get(0))?.unwrap_or(false))
}

/// From now on it is used as another role of its account.
pub fn use_as(db: &Write<'_>, token_hash: &[u8; 32], role: i64) -> Result<(), StorageError> {
    db.run("UPDATE session SET role = ?2 WHERE token_hash = ?1", params![token_hash, role])?;
    Ok(())
}

/// The open sessions of an account, the newest first.
pub fn of_account(db: &Read<'_>, account: i64, now: Instant) -> Result<Vec<Session>, StorageError> {
    let sql = "SELECT token_hash, created_at, address, program FROM session WHERE account = ?1 AND expires_at > ?2
         ORDER BY created_at DESC, token_hash";
    db.many(sql, params![account, now], session)
}

pub fn close_session(db: &Write<'_>, token_hash: &[u8; 32]) -> Result<(), StorageError> {
    db.run("DELETE FROM session WHERE token_hash = ?1", params![token_hash])?;
    Ok(())
}

/// Ends every session of an account but one; how many.
pub fn end_all(db: &Write<'_>, account: i64, but: Option<&[u8; 32]>) -> Result<usize, StorageError> {
    match but {
        Some(token_hash) => db.run("DELETE FROM session WHERE account = ?1 AND token_hash <> ?2", params![account, token_hash]),
        None => db.run("DELETE FROM session WHERE account = ?1", params![account]),
    }
}

/// Ends every session of every account.
pub fn end_sessions(db: &Write<'_>) -> Result<(), StorageError> {
    db.run("DELETE FROM session", params![])?;
    Ok(())
}

fn session(row: &Row<'_>) -> Result<Session, StorageError> {
    Ok(Session { token_hash: row.get(0)?, created_at: row.get(1)?, address: row.get(2)?, program: row.get(3)? })
}
