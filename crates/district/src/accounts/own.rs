//! What a person does about the own account: another password, new recovery codes, another of the own roles, other sessions ended.

use daylog_domain::time::Instant;
use daylog_storage::{
    Database, Read, StorageError, Write,
    accounts::{self, Account, PasswordHash, PasswordUse, second_factor, sessions},
    audit, district,
};

use super::{is_choosable, sign_in::recovery_hash, typed_password};
use crate::{
    password,
    random::{self, NoRandomness},
    types::OwnSession,
    views::{date_and_time, roles::held},
};

/// How many recovery codes are printed.
const RECOVERY_CODES: usize = 10;

#[derive(Debug, thiserror::Error)]
pub enum OwnRefusal {
    #[error("the password is another one")]
    WrongPassword,
    #[error("this password may not be chosen")]
    Weak,
    #[error("the role is no role of this account now")]
    NoSuchRole,
    #[error("this role asks for a second factor, and the session has none")]
    CodeNeeded,
    #[error("the account has no second factor")]
    NoSecondFactor,
    #[error("the session is not open any more")]
    NotSignedIn,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// Changes the own password; every other session ends.
pub fn change_password(
    database: &Database,
    (account, token_hash): (&Account, &[u8; 32]),
    (old, new): (&str, &str),
    now: Instant,
) -> Result<(), OwnRefusal> {
    let proven = verify(database, account.id, old)?;
    if !is_choosable(new, &account.name) || typed_password(new) == typed_password(old) {
        return Err(OwnRefusal::Weak);
    }
    let hash = password::hash(&typed_password(new))?;
    database.write(|db| replace(db, (account, token_hash), (&proven, &hash), now))
}

fn replace(
    db: &Write<'_>,
    (account, token_hash): (&Account, &[u8; 32]),
    (proven, hash): (&PasswordHash, &PasswordHash),
    now: Instant,
) -> Result<(), OwnRefusal> {
    still(db, (account.id, token_hash), proven)?;
    accounts::set_password(db, account.id, hash, PasswordUse::Lasting)?;
    sessions::end_all(db, account.id, Some(token_hash))?;
    audit::insert(db, now, &actor(account.id), "own_password_changed", &format!("account {}", account.id))?;
    Ok(())
}

/// New recovery codes, shown once; those from before are good no more.
pub fn new_recovery_codes(
    database: &Database,
    (account, token_hash): (&Account, &[u8; 32]),
    shown: &str,
    now: Instant,
) -> Result<Vec<String>, OwnRefusal> {
    let proven = verify(database, account.id, shown)?;
    let codes = (0..RECOVERY_CODES).map(|_| random::password()).collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| recovery_hash(code)).collect();
    database.write(|db| {
        still(db, (account.id, token_hash), &proven)?;
        if !second_factor::of(db, account.id)?.is_some_and(|stored| stored.is_confirmed) {
            return Err(OwnRefusal::NoSecondFactor);
        }
        second_factor::set_recovery_codes(db, account.id, &hashes)?;
        audit::insert(db, now, &actor(account.id), "recovery_codes_made", &format!("account {}", account.id))?;
        Ok(())
    })?;
    Ok(codes)
}

fn verify(database: &Database, account: i64, shown: &str) -> Result<PasswordHash, OwnRefusal> {
    let stored = database.read(|db| accounts::password(db, account))?;
    if password::fits(&typed_password(shown), &stored) { Ok(stored) } else { Err(OwnRefusal::WrongPassword) }
}

/// Whether the session is open and the password the one that was looked at: to look takes a while, and somebody who keeps this
/// one out may have been faster.
fn still(db: &Read<'_>, (account, token_hash): (i64, &[u8; 32]), proven: &PasswordHash) -> Result<(), OwnRefusal> {
    if !sessions::is_open(db, account, token_hash)? {
        return Err(OwnRefusal::NotSignedIn);
    }
    if accounts::password(db, account)? == *proven { Ok(()) } else { Err(OwnRefusal::WrongPassword) }
}

/// The session is used as another role that the account holds now.
pub fn use_as(database: &Database, account: &Account, token_hash: &[u8; 32], role: i64, now: Instant) -> Result<Account, OwnRefusal> {
    database.write(|db| {
        let found = held(db, account.id, now)?.into_iter().find(|held| held.id == role).ok_or(OwnRefusal::NoSuchRole)?;
        let is_asked = found.viewer.needs_second_factor() && district::requires_second_factor(db)?;
        if is_asked && !sessions::has_second_factor(db, token_hash)? {
            return Err(OwnRefusal::CodeNeeded);
        }
        sessions::use_as(db, token_hash, role)?;
        Ok(Account { viewer: found.viewer, ..account.clone() })
    })
}

/// The open sessions of the account, the newest first.
pub fn open_sessions(database: &Database, account: i64, token_hash: &[u8; 32], now: Instant) -> Result<Vec<OwnSession>, StorageError> {
    let (found, zone) =
        database.read(|db| Ok::<_, StorageError>((sessions::of_account(db, account, now)?, district::read(db)?.settings.zone)))?;
    let told = found.into_iter().map(|session| OwnSession {
        since_text: date_and_time(zone, session.created_at),
        is_this: session.token_hash == *token_hash,
        address: session.address,
        program: session.program,
    });
    Ok(told.collect())
}

/// Ends every other session of the account; how many.
pub fn end_others(database: &Database, account: i64, token_hash: &[u8; 32]) -> Result<usize, StorageError> {
    database.write(|db| sessions::end_all(db, account, Some(token_hash)))
}

/// As the audit names an account.
#[must_use]
pub fn actor(account: i64) -> String {
    format!("account {account}")
}

#[cfg(test)]
mod tests {
    use daylog_domain::access::Viewer;
    use daylog_storage::accounts::Opening;
    use daylog_testkit::district::{Founded, two_households};

    use super::*;

    #[test]
    fn a_password_that_was_set_meanwhile_stays_and_so_does_the_end_of_a_session() {
        let district = Founded::new(&two_households());
        let (database, now, token) = (&district.running.database, district.now(), [7; 32]);
        let [before, reset, own] = ["before", "reset", "own"].map(|password| password::hash(password).unwrap());
        assert!(database.write(|db| accounts::insert(db, "书记", Viewer::District, &before, now)).unwrap());
        let (stored, _) = database.read(|db| accounts::by_name(db, "书记")).unwrap().unwrap();
        let account = Account { id: stored.id, name: stored.name, viewer: Viewer::District };
        let opening = Opening { account: account.id, role: stored.roles[0].id, has_second_factor: false, address: "", program: "" };
        database.write(|db| accounts::open_session(db, &opening, &token, now, now.plus_minutes(60))).unwrap();
        let change = |proven| database.write(|db| replace(db, (&account, &token), (proven, &own), now));
        let kept = || database.read(|db| accounts::password(db, account.id)).unwrap();

        let proven = verify(database, account.id, "before").unwrap();
        database.write(|db| accounts::set_password(db, account.id, &reset, PasswordUse::Once)).unwrap();
        assert!(matches!(change(&proven), Err(OwnRefusal::WrongPassword)));
        assert!(kept() == reset);
        let proven = verify(database, account.id, "reset").unwrap();
        change(&proven).unwrap();
        assert!(kept() == own);

        let proven = verify(database, account.id, "own").unwrap();
        database.write(|db| sessions::end_all(db, account.id, None)).unwrap();
        assert!(matches!(change(&proven), Err(OwnRefusal::NotSignedIn)));
    }
}
