//! The second factor of an account: the secret that its phone holds too, the last code that was taken, and recovery codes as hashes.
//! Which code is right is not decided here.

use daylog_domain::time::Instant;

use crate::{Read, StorageError, Write, content::Column::SecondFactorSecret, params};

/// Bytes of a secret: as many as SHA-1 gives, which is what authenticator programs know.
pub const SECRET_BYTES: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    pub secret: Vec<u8>,
    /// Whether a code of it was ever shown.
    pub is_confirmed: bool,
    /// The last step whose code was taken.
    pub last_step: i64,
}

pub fn of(db: &Read<'_>, account: i64) -> Result<Option<SecondFactor>, StorageError> {
    let sql = "SELECT secret, confirmed_at IS NOT NULL, last_step FROM second_factor WHERE account = ?1";
    db.optional(sql, params![account], |row| {
        Ok(SecondFactor { secret: row.content(SecondFactorSecret, &[account], 0)?, is_confirmed: row.get(1)?, last_step: row.get(2)? })
    })
}

/// Begins with a new secret, in the place of one that was there. It counts once a code of it was taken.
pub fn begin(db: &Write<'_>, account: i64, secret: &[u8; SECRET_BYTES], now: Instant) -> Result<(), StorageError> {
    db.run("DELETE FROM second_factor WHERE account = ?1", params![account])?;
    let stored = db.encrypt(SecondFactorSecret, &[account], secret)?;
    db.run("INSERT INTO second_factor (account, secret, made_at) VALUES (?1, ?2, ?3)", params![account, stored, now])?;
    Ok(())
}

/// Takes the code of this step; false where it, or a later one, was taken before.
pub fn take(db: &Write<'_>, account: i64, step: i64, now: Instant) -> Result<bool, StorageError> {
    let sql = "UPDATE second_factor SET last_step = ?2, confirmed_at = coalesce(confirmed_at, ?3) WHERE account = ?1 AND last_step < ?2";
    Ok(db.run(sql, params![account, step, now])? == 1)
}

/// Takes it off, with its recovery codes; whether there was one.
pub fn remove(db: &Write<'_>, account: i64) -> Result<bool, StorageError> {
    db.run("DELETE FROM recovery_code WHERE account = ?1", params![account])?;
    Ok(db.run("DELETE FROM second_factor WHERE account = ?1", params![account])? == 1)
}

/// Puts new recovery codes in the place of all that were there.
pub fn set_recovery_codes(db: &Write<'_>, account: i64, hashes: &[[u8; 32]]) -> Result<(), StorageError> {
    db.run("DELETE FROM recovery_code WHERE account = ?1", params![account])?;
    for hash in hashes {
        db.run("INSERT INTO recovery_code (code_hash, account) VALUES (?1, ?2)", params![hash, account])?;
    }
    Ok(())
}

/// Uses a recovery code up; false where it is no code of this account, or was used.
pub fn use_recovery_code(db: &Write<'_>, account: i64, hash: &[u8; 32], now: Instant) -> Result<bool, StorageError> {
    let sql = "UPDATE recovery_code SET used_at = ?3 WHERE code_hash = ?2 AND account = ?1 AND used_at IS NULL";
    Ok(db.run(sql, params![account, hash, now])? == 1)
}

/// How many recovery codes are left.
pub fn recovery_codes(db: &Read<'_>, account: i64) -> Result<u32, StorageError> {
    let sql = "SELECT count(*) FROM recovery_code WHERE account = ?1 AND used_at IS NULL";
    db.one(sql, params![account], |row| row.get(0))
}
