//! Accounts of the dashboard and their sessions. Passwords are stored as salted hashes, session tokens as hashes.
//! A name is kept as it was typed and compared by what it means: two that look the same are one account.

use daylog_domain::{
    access::Viewer,
    ids::{CommunityId, StreetId},
    places::Community,
    time::Instant,
};
use rusqlite::{OptionalExtension, Row, params};

use crate::{Read, StorageError, Write};

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
    let inserted = db.execute(
        "INSERT INTO account (name, role, community, salt, password_hash, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE NOT EXISTS (SELECT 1 FROM account WHERE fold_name(name) = fold_name(?1))",
        params![name, role, community.map(|community| community.id.0), password.salt, password.hash, now.0],
    )?;
    Ok(inserted > 0)
}

/// Sets a new password and ends every session of the account; its name as it is kept, or none when there is no such account.
pub fn reset(db: &Write<'_>, name: &str, password: &PasswordHash) -> Result<Option<String>, StorageError> {
    let Some((account, _)) = by_name(db, name)? else { return Ok(None) };
    db.execute("UPDATE account SET salt = ?2, password_hash = ?3 WHERE id = ?1", params![account.id, password.salt, password.hash])?;
    db.execute("DELETE FROM session WHERE account = ?1", [account.id])?;
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
    let others: bool =
        db.query_row("SELECT EXISTS (SELECT 1 FROM account WHERE id <> ?1 AND role = 'district')", [account.id], |row| row.get(0))?;
    if account.viewer == Viewer::District && !others {
        return Ok(Removal::LastOfDistrict);
    }
    db.execute("DELETE FROM session WHERE account = ?1", [account.id])?;
    db.execute("DELETE FROM account WHERE id = ?1", [account.id])?;
    Ok(Removal::Removed(account.name))
}

/// Ends every session of every account.
pub fn end_sessions(db: &Write<'_>) -> Result<(), StorageError> {
    db.execute("DELETE FROM session", [])?;
    Ok(())
}

/// An account with where its community lies.
const COLUMNS: &str = "account.id, account.name, account.role, account.community, community.street";

/// Every account, the district's first.
pub fn all(db: &Read<'_>) -> Result<Vec<Account>, StorageError> {
    let mut statement = db.prepare(&format!(
        "SELECT {COLUMNS} FROM account LEFT JOIN community ON community.id = account.community
         ORDER BY account.role <> 'district', account.name"
    ))?;
    let rows: Vec<Raw> = statement.query_map([], raw)?.collect::<Result<_, _>>()?;
    rows.into_iter().map(account).collect()
}

/// The account that is called so: by the name as it is kept, or else the only one whose name means the same.
pub fn by_name(db: &Read<'_>, name: &str) -> Result<Option<(Account, PasswordHash)>, StorageError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, account.salt, account.password_hash FROM account LEFT JOIN community ON community.id = account.community
         WHERE account.name = ?1 OR fold_name(account.name) = fold_name(?1) ORDER BY account.name <> ?1, account.id LIMIT 2"
    ))?;
    let found: Vec<(Raw, PasswordHash)> = statement
        .query_map([name], |row| Ok((raw(row)?, PasswordHash { salt: row.get(5)?, hash: row.get(6)? })))?
        .collect::<Result<_, _>>()?;
    let is_only = found.len() == 1;
    let first = found.into_iter().next().filter(|(first, _)| is_only || first.1 == name);
    first.map(|(raw, password)| Ok((account(raw)?, password))).transpose()
}

pub fn open_session(db: &Write<'_>, account: i64, token_hash: &[u8; 32], now: Instant, expires: Instant) -> Result<(), StorageError> {
    db.execute("DELETE FROM session WHERE expires_at <= ?1", [now.0])?;
    db.execute(
        "INSERT INTO session (token_hash, account, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![token_hash, account, now.0, expires.0],
    )?;
    Ok(())
}

pub fn by_session(db: &Read<'_>, token_hash: &[u8; 32], now: Instant) -> Result<Option<Account>, StorageError> {
    let found = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM session JOIN account ON account.id = session.account
             LEFT JOIN community ON community.id = account.community
             WHERE session.token_hash = ?1 AND session.expires_at > ?2 AND session.created_at <= ?3"
        ))?
        // One from a clock that was ahead does not outlive its repair.
        .query_row(params![token_hash, now.0, now.plus_minutes(AHEAD_MINUTES).0], raw)
        .optional()?;
    found.map(account).transpose()
}

pub fn close_session(db: &Write<'_>, token_hash: &[u8; 32]) -> Result<(), StorageError> {
    db.execute("DELETE FROM session WHERE token_hash = ?1", [token_hash])?;
    Ok(())
}

type Raw = (i64, String, String, Option<u32>, Option<u32>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

/// A role without its community is nobody's: it must not fall back to one that sees more.
fn account((id, name, role, community, street): Raw) -> Result<Account, StorageError> {
    let viewer = match (role.as_str(), community, street) {
        ("district", None, None) => Viewer::District,
        ("secretary", Some(id), Some(street)) => Viewer::Secretary(Community { street: StreetId(street), id: CommunityId(id) }),
        _ => return Err(StorageError::Unreadable { what: "account" }),
    };
    Ok(Account { id, name, viewer })
}
