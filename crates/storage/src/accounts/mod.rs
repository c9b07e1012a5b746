//! Accounts of the dashboard: their names, passwords, roles, second factors and sessions. Passwords are stored as salted hashes,
//! session tokens and recovery codes as hashes. A name is kept as it was typed and compared by what it means: two that look the
//! same are one account. Who may do what to an account is not decided here.

pub mod roles;
pub mod second_factor;
pub mod sessions;

use std::collections::HashMap;

use daylog_domain::{access::Viewer, fold, time::Instant};

use crate::{Read, Row, StorageError, Write, params};
pub use roles::HeldRole;
pub use sessions::{Account, Opening, Session, by_session, close_session, end_sessions, open_session};

/// An account as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    pub id: i64,
    pub name: String,
    /// Somebody else chose its password: it is good for choosing another one.
    pub must_change: bool,
    pub created_at: Instant,
    pub signed_in_at: Option<Instant>,
    pub locked_at: Option<Instant>,
    pub has_second_factor: bool,
    /// Those that hold, held, or will hold, in the order in which they were given.
    pub roles: Vec<HeldRole>,
}

impl StoredAccount {
    /// The roles that hold at this time.
    pub fn held(&self, now: Instant) -> impl Iterator<Item = &HeldRole> {
        self.roles.iter().filter(move |role| role.holds(now))
    }

    /// The roles that hold or will.
    pub fn not_ended(&self, now: Instant) -> impl Iterator<Item = &HeldRole> {
        self.roles.iter().filter(move |role| role.until.is_none_or(|until| until > now))
    }
}

/// The longest name of an account, in characters.
pub const NAME_LIMIT: usize = 100;

/// A password as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    pub salt: [u8; 16],
    pub hash: [u8; 32],
}

/// Whether somebody else chose a password, so that it is good for choosing another one and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordUse {
    Lasting,
    Once,
}

/// An account with one role from now on; false where an account has this name already, however it is spelled.
pub fn insert(db: &Write<'_>, name: &str, viewer: Viewer, password: &PasswordHash, now: Instant) -> Result<bool, StorageError> {
    let Some(account) = create(db, name, (password, PasswordUse::Lasting), now)? else { return Ok(false) };
    roles::grant(db, account, viewer, now, None)?;
    Ok(true)
}

/// An account that holds no role yet; none where the name is taken.
pub fn create(
    db: &Write<'_>,
    name: &str,
    (password, usage): (&PasswordHash, PasswordUse),
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    let means = fold::name(name);
    if all(db)?.iter().any(|account| fold::name(&account.name) == means) {
        return Ok(None);
    }
    let id: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM account", params![], |row| row.get(0))?;
    db.run(
        "INSERT INTO account (id, name, salt, password_hash, must_change, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, name, password.salt, password.hash, usage == PasswordUse::Once, now],
    )?;
    Ok(Some(id))
}

/// Sets a new password and ends every session of the account; its name as it is kept, or none when there is no such account.
pub fn reset(db: &Write<'_>, name: &str, password: &PasswordHash) -> Result<Option<String>, StorageError> {
    let Some((account, _)) = by_name(db, name)? else { return Ok(None) };
    set_password(db, account.id, password, PasswordUse::Lasting)?;
    sessions::end_all(db, account.id, None)?;
    Ok(Some(account.name))
}

/// Its sessions stay.
pub fn set_password(db: &Write<'_>, account: i64, password: &PasswordHash, usage: PasswordUse) -> Result<(), StorageError> {
    db.run(
        "UPDATE account SET salt = ?2, password_hash = ?3, must_change = ?4 WHERE id = ?1",
        params![account, password.salt, password.hash, usage == PasswordUse::Once],
    )?;
    Ok(())
}

/// Locks an account and ends its sessions, or lets it in again.
pub fn set_locked(db: &Write<'_>, account: i64, since: Option<Instant>) -> Result<(), StorageError> {
    db.run("UPDATE account SET locked_at = ?2 WHERE id = ?1", params![account, since])?;
    if since.is_some() {
        sessions::end_all(db, account, None)?;
    }
    Ok(())
}

/// Ends an account for good, with its roles and sessions. Its row stays, for what names it; its name may be given again.
pub fn end(db: &Write<'_>, account: i64, now: Instant) -> Result<(), StorageError> {
    roles::end_all(db, account, now)?;
    sessions::end_all(db, account, None)?;
    second_factor::remove(db, account)?;
    db.run("UPDATE account SET ended_at = ?2 WHERE id = ?1", params![account, now])?;
    Ok(())
}

/// Whether somebody else can do what the district does for good: without this account, or this role of it.
pub fn has_other_district(db: &Read<'_>, account: Option<i64>, role: Option<i64>) -> Result<bool, StorageError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM account_role JOIN account ON account.id = account_role.account
         WHERE account_role.role = 'district' AND account_role.until_at IS NULL AND account.locked_at IS NULL AND account.ended_at IS NULL
           AND account.id <> coalesce(CAST(?1 AS BIGINT), 0) AND account_role.id <> coalesce(CAST(?2 AS BIGINT), 0))";
    db.one(sql, params![account, role], |row| row.get(0))
}

/// What became of an account that was to be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// Ended with its sessions; its name as it was kept.
    Removed(String),
    NoSuchAccount,
    /// Nobody but this one may do what the district does: it stays.
    LastOfDistrict,
}

pub fn remove(db: &Write<'_>, name: &str, now: Instant) -> Result<Removal, StorageError> {
    let Some((account, _)) = by_name(db, name)? else { return Ok(Removal::NoSuchAccount) };
    if account.not_ended(now).any(|role| role.viewer == Viewer::District) && !has_other_district(db, Some(account.id), None)? {
        return Ok(Removal::LastOfDistrict);
    }
    end(db, account.id, now)?;
    Ok(Removal::Removed(account.name))
}

/// Every account that has not ended, by name.
pub fn all(db: &Read<'_>) -> Result<Vec<StoredAccount>, StorageError> {
    let mut of_account: HashMap<i64, Vec<HeldRole>> = HashMap::new();
    for (account, role) in roles::all(db)? {
        of_account.entry(account).or_default().push(role);
    }
    let sql = "SELECT account.id, name, must_change, created_at, signed_in_at, locked_at, second_factor.confirmed_at IS NOT NULL
         FROM account LEFT JOIN second_factor ON second_factor.account = account.id WHERE ended_at IS NULL ORDER BY name, account.id";
    let mut found = db.many(sql, params![], account)?;
    for account in &mut found {
        account.roles = of_account.remove(&account.id).unwrap_or_default();
    }
    Ok(found)
}

pub fn by_id(db: &Read<'_>, account: i64) -> Result<Option<StoredAccount>, StorageError> {
    Ok(all(db)?.into_iter().find(|stored| stored.id == account))
}

/// The account that is called so: by the name as it is kept, or else the only one whose name means the same.
pub fn by_name(db: &Read<'_>, name: &str) -> Result<Option<(StoredAccount, PasswordHash)>, StorageError> {
    let means = fold::name(name);
    let mut found = all(db)?;
    found.retain(|account| account.name == name || fold::name(&account.name) == means);
    let place = match found.iter().position(|account| account.name == name) {
        Some(place) => place,
        None if found.len() == 1 => 0,
        None => return Ok(None),
    };
    let account = found.swap_remove(place);
    let hash = password(db, account.id)?;
    Ok(Some((account, hash)))
}

pub fn password(db: &Read<'_>, account: i64) -> Result<PasswordHash, StorageError> {
    let sql = "SELECT salt, password_hash FROM account WHERE id = ?1";
    db.one(sql, params![account], |row| Ok(PasswordHash { salt: row.get(0)?, hash: row.get(1)? }))
}

/// The names of all accounts that ever were, for a record that names them.
pub fn names(db: &Read<'_>) -> Result<HashMap<i64, String>, StorageError> {
    Ok(db.many("SELECT id, name FROM account", params![], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

fn account(row: &Row<'_>) -> Result<StoredAccount, StorageError> {
    Ok(StoredAccount {
        id: row.get(0)?,
        name: row.get(1)?,
        must_change: row.get(2)?,
        created_at: row.get(3)?,
        signed_in_at: row.get(4)?,
        locked_at: row.get(5)?,
        has_second_factor: row.get(6)?,
        roles: Vec::new(),
    })
}
