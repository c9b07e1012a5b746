//! Accounts of the dashboard and their sessions. Passwords are stored as salted hashes, session tokens as hashes.
//! A name is kept as it was typed and compared by what it means: two that look the same are one account.

use crate::{Read, Row, StorageError, Write, params};
use daylog_domain::{
    access::Viewer,
    fold,
    ids::{CommunityId, StreetId},
    places::Community,
    time::Instant,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub name: String,
    /// What the table of access is asked with.
    pub viewer: Viewer,
}

/// The longest name of an account, in characters.
pub const NAME_LIMIT: usize = 100;

/// A session may be from a little ahead of the clock: it may have been set back since.
const AHEAD_MINUTES: i64 = 15;

/// A password as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    pub salt: [u8; 16],
    pub hash: [u8; 32],
}

/// The viewer as it is stored: its role and its community. Accounts are the district's and secretaries' so far.
pub fn role(viewer: Viewer) -> Result<(&'static str, Option<Community>), StorageError> {
    match viewer {
        Viewer::District => Ok(("district", None)),
        Viewer::Secretary(community) => Ok(("secretary", Some(community))),
        _ => Err(StorageError::NotStored { what: "account of this role" }),
    }
}

/// False where an account has this name already, however it is spelled.
pub fn insert(db: &Write<'_>, name: &str, viewer: Viewer, password: &PasswordHash, now: Instant) -> Result<bool, StorageError> {
    let (role, community) = role(viewer)?;
    let means = fold::name(name);
    if all(db)?.iter().any(|account| fold::name(&account.name) == means) {
        return Ok(false);
    }
    db.run(
        "INSERT INTO account (id, name, role, community, salt, password_hash, created_at)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM account), ?1, ?2, ?3, ?4, ?5, ?6)",
        params![name, role, community.map(|community| community.id.0), password.salt, password.hash, now],
    )?;
    Ok(true)
}

/// Sets a new password and ends every session of the account; its name as it is kept, or none when there is no such account.
pub fn reset(db: &Write<'_>, name: &str, password: &PasswordHash) -> Result<Option<String>, StorageError> {
    let Some((account, _)) = by_name(db, name)? else { return Ok(None) };
    db.run("UPDATE account SET salt = ?2, password_hash = ?3 WHERE id = ?1", params![account.id, password.salt, password.hash])?;
    db.run("DELETE FROM session WHERE account = ?1", params![account.id])?;
    Ok(Some(account.name))
}

/// What became of an account that was to be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// Gone with its sessions; its name as it was kept.
    Removed(String),
    NoSuchAccount,
    /// Nobody but this one may do what the district does: it stays.
    LastOfDistrict,
}

pub fn remove(db: &Write<'_>, name: &str) -> Result<Removal, StorageError> {
    let Some((account, _)) = by_name(db, name)? else { return Ok(Removal::NoSuchAccount) };
    let sql = "SELECT EXISTS (SELECT 1 FROM account WHERE id <> ?1 AND role = 'district')";
    let others: bool = db.one(sql, params![account.id], |row| row.get(0))?;
    if account.viewer == Viewer::District && !others {
        return Ok(Removal::LastOfDistrict);
    }
    db.run("DELETE FROM session WHERE account = ?1", params![account.id])?;
    db.run("DELETE FROM account WHERE id = ?1", params![account.id])?;
    Ok(Removal::Removed(account.name))
}

/// Ends every session of every account.
pub fn end_sessions(db: &Write<'_>) -> Result<(), StorageError> {
    db.run("DELETE FROM session", params![])?;
    Ok(())
}

/// An account with where its community lies.
const COLUMNS: &str = "SELECT account.id, account.name, account.role, account.community, community.street
 FROM account LEFT JOIN community ON community.id = account.community";

/// Every account, the district's first.
pub fn all(db: &Read<'_>) -> Result<Vec<Account>, StorageError> {
    let sql = format!("{COLUMNS} ORDER BY account.role <> 'district', account.name");
    db.many(&sql, params![], account)
}

/// The account that is called so: by the name as it is kept, or else the only one whose name means the same.
pub fn by_name(db: &Read<'_>, name: &str) -> Result<Option<(Account, PasswordHash)>, StorageError> {
    let means = fold::name(name);
    let mut found = all(db)?;
    found.retain(|account| account.name == name || fold::name(&account.name) == means);
    let place = match found.iter().position(|account| account.name == name) {
        Some(place) => place,
        None if found.len() == 1 => 0,
        None => return Ok(None),
    };
    let account = found.swap_remove(place);
    let sql = "SELECT salt, password_hash FROM account WHERE id = ?1";
    let password = db.one(sql, params![account.id], |row| Ok(PasswordHash { salt: row.get(0)?, hash: row.get(1)? }))?;
    Ok(Some((account, password)))
}

pub fn open_session(db: &Write<'_>, account: i64, token_hash: &[u8; 32], now: Instant, expires: Instant) -> Result<(), StorageError> {
    db.run("DELETE FROM session WHERE expires_at <= ?1", params![now])?;
    db.run(
        "INSERT INTO session (token_hash, account, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![token_hash, account, now, expires],
    )?;
    Ok(())
}

pub fn by_session(db: &Read<'_>, token_hash: &[u8; 32], now: Instant) -> Result<Option<Account>, StorageError> {
    let sql = format!(
        "{COLUMNS} JOIN session ON session.account = account.id
         WHERE session.token_hash = ?1 AND session.expires_at > ?2 AND session.created_at <= ?3"
    );
    // One from a clock that was ahead does not outlive its repair.
    db.optional(&sql, params![token_hash, now, now.plus_minutes(AHEAD_MINUTES)], account)
}

pub fn close_session(db: &Write<'_>, token_hash: &[u8; 32]) -> Result<(), StorageError> {
    db.run("DELETE FROM session WHERE token_hash = ?1", params![token_hash])?;
    Ok(())
}

/// A role without its community is nobody's: it must not fall back to one that sees more.
fn account(row: &Row<'_>) -> Result<Account, StorageError> {
    let viewer = match (row.get::<String>(2)?.as_str(), row.get(3)?, row.get(4)?) {
        ("district", None, None) => Viewer::District,
        ("secretary", Some(id), Some(street)) => Viewer::Secretary(Community { street: StreetId(street), id: CommunityId(id) }),
        _ => return Err(StorageError::Unreadable { what: "account" }),
    };
    Ok(Account { id: row.get(0)?, name: row.get(1)?, viewer })
}
