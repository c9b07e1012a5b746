//! Signing in, in steps: the password, then what else is asked of the account (a code of its phone, a first set-up of one, another
//! password). Each step is the whole question again with more in it, so that nothing is kept between two. How often somebody may
//! try is not decided here.

use daylog_domain::{
    access::{Viewer, widest},
    fold,
    text::clean_line,
    time::Instant,
};
use daylog_storage::{
    Database, Read, StorageError, Write, access_record,
    accounts::{self, Account, HeldRole, Opening, PasswordHash, PasswordUse, StoredAccount, second_factor},
    district,
};
use ring::digest::{SHA256, digest};

use super::{is_choosable, totp, typed_password};
use crate::{
    password,
    random::{self, NoRandomness},
    record,
    types::AccessKind,
};

/// What the sign-in page gives.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub name: &'a str,
    pub password: &'a str,
    /// Six digits of the phone, or a recovery code.
    pub code: Option<&'a str>,
    /// The password that the account is to have from now on.
    pub new_password: Option<&'a str>,
}

/// From where somebody signs in, and with which session.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub address: &'a str,
    pub program: &'a str,
    pub token_hash: [u8; 32],
    pub now: Instant,
    pub expires: Instant,
}

/// Why somebody is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Wrong,
    WrongCode,
    Locked,
    /// No role of the account holds now.
    NoRole,
    NewPasswordNeeded,
    /// It may not be chosen.
    NewPasswordWeak,
    CodeNeeded,
    /// The account has no second factor yet and must have one.
    SetUpNeeded,
}

#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    #[error("not signed in: {step:?}")]
    Step { step: Step, account: Option<i64> },
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// What an account is asked beside its password, by what is kept of it. Pure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Needs {
    is_locked: bool,
    holds_a_role: bool,
    must_change: bool,
    /// A role that it holds needs one, and the district asks for it.
    needs_second_factor: bool,
    has_second_factor: bool,
}

/// The first step that is still to be taken; none where everything was given. A code is used up by looking at it, so the new
/// password comes before.
fn decide(asked: Needs, has_code: bool, new_password: Option<bool>) -> Option<Step> {
    if asked.is_locked {
        return Some(Step::Locked);
    }
    if !asked.holds_a_role {
        return Some(Step::NoRole);
    }
    match new_password {
        None if asked.must_change => return Some(Step::NewPasswordNeeded),
        Some(false) => return Some(Step::NewPasswordWeak),
        _ => {}
    }
    match (asked.has_second_factor, asked.needs_second_factor, has_code) {
        (true, _, false) => Some(Step::CodeNeeded),
        (false, true, false) => Some(Step::SetUpNeeded),
        _ => None,
    }
}

/// Opens a session, as the widest of the roles that the account holds now.
pub fn sign_in(database: &Database, shown: &Shown<'_>, from: &From<'_>) -> Result<Account, SignInRefusal> {
    let proven = by_password(database, shown, from.now)?;
    check(&proven, shown)?;
    let hash = shown.new_password.map(|new| password::hash(&typed_password(new))).transpose()?;
    database.write(|db| open(db, &proven, (shown, hash.as_ref()), from))
}

/// Refuses with the first step that is still to be taken.
fn check(Proven { account, asked, .. }: &Proven, shown: &Shown<'_>) -> Result<(), SignInRefusal> {
    let is_other = |new| is_choosable(new, &account.name) && typed_password(new) != typed_password(shown.password);
    match decide(*asked, shown.code.is_some(), shown.new_password.map(is_other)) {
        Some(step) => Err(SignInRefusal::Step { step, account: Some(account.id) }),
        None => Ok(()),
    }
}

fn open(
    db: &Write<'_>,
    proven: &Proven,
    (shown, hash): (&Shown<'_>, Option<&PasswordHash>),
    from: &From<'_>,
) -> Result<Account, SignInRefusal> {
    let now = proven.again(db, from.now)?;
    check(&now, shown)?;
    let account = now.account;
    let refused = |step| SignInRefusal::Step { step, account: Some(account.id) };
    let role = standing(&account, from.now).ok_or(refused(Step::NoRole))?;
    let has_second_factor = match shown.code {
        Some(code) => take_code(db, account.id, code, from.now)?,
        None => false,
    };
    if shown.code.is_some() && !has_second_factor {
        return Err(refused(Step::WrongCode));
    }
    if let Some(hash) = hash {
        accounts::set_password(db, account.id, hash, PasswordUse::Lasting)?;
        accounts::sessions::end_all(db, account.id, None)?;
    }
    let opening = Opening { account: account.id, role: role.id, has_second_factor, address: from.address, program: from.program };
    accounts::open_session(db, &opening, &from.token_hash, from.now, from.expires)?;
    access_record::insert(db, &[record::line(AccessKind::SignedIn, from.now, Some(account.id), from.address)])?;
    Ok(Account { id: account.id, name: account.name, viewer: role.viewer })
}

/// A new secret for the phone of an account that must have a second factor and has none; who asks shows the password.
pub fn begin_second_factor(
    database: &Database,
    shown: &Shown<'_>,
    now: Instant,
) -> Result<(StoredAccount, [u8; second_factor::SECRET_BYTES]), SignInRefusal> {
    let proven = by_password(database, shown, now)?;
    let secret = random::bytes()?;
    database.write(|db| {
        let Proven { account, asked, .. } = proven.again(db, now)?;
        match decide(asked, false, asked.must_change.then_some(true)) {
            Some(Step::SetUpNeeded) => {
                second_factor::begin(db, account.id, &secret, now)?;
                Ok((account, secret))
            }
            // It has one, or needs none: it signs in.
            step => Err(SignInRefusal::Step { step: step.unwrap_or(Step::CodeNeeded), account: Some(account.id) }),
        }
    })
}

/// An account whose password was right, and what else it is asked.
struct Proven {
    account: StoredAccount,
    stored: PasswordHash,
    asked: Needs,
}

impl Proven {
    fn of(db: &Read<'_>, account: StoredAccount, stored: PasswordHash, now: Instant) -> Result<Self, StorageError> {
        let is_required = district::requires_second_factor(db)?;
        let asked = Needs {
            is_locked: account.locked_at.is_some(),
            holds_a_role: standing(&account, now).is_some(),
            must_change: account.must_change,
            needs_second_factor: is_required && account.held(now).any(|role| role.viewer.needs_second_factor()),
            has_second_factor: account.has_second_factor,
        };
        Ok(Proven { account, stored, asked })
    }

    /// As it stands in the transaction that writes: to look at a password takes a while, in which somebody may have set another
    /// one, or ended the account.
    fn again(&self, db: &Read<'_>, now: Instant) -> Result<Self, SignInRefusal> {
        let wrong = || SignInRefusal::Step { step: Step::Wrong, account: Some(self.account.id) };
        let account = accounts::by_id(db, self.account.id)?.ok_or_else(wrong)?;
        let stored = accounts::password(db, account.id)?;
        if stored != self.stored {
            return Err(wrong());
        }
        Ok(Proven::of(db, account, stored, now)?)
    }
}

/// The account of this name, where the password is right.
fn by_password(database: &Database, shown: &Shown<'_>, now: Instant) -> Result<Proven, SignInRefusal> {
    let found: Option<(StoredAccount, PasswordHash)> = database.read(|db| accounts::by_name(db, &clean_line(shown.name)))?;
    let typed = typed_password(shown.password);
    let Some((account, stored)) = found else {
        password::spend_the_time(&typed);
        return Err(SignInRefusal::Step { step: Step::Wrong, account: None });
    };
    if !password::fits(&typed, &stored) {
        return Err(SignInRefusal::Step { step: Step::Wrong, account: Some(account.id) });
    }
    Ok(database.read(|db| Proven::of(db, account, stored, now))?)
}

/// The role that a session begins as. A monitor is a program: it has no session.
fn standing(account: &StoredAccount, now: Instant) -> Option<HeldRole> {
    let held = || account.held(now).filter(|role| role.viewer != Viewer::Monitor);
    let viewer = widest(held().map(|role| role.viewer))?;
    held().find(|role| role.viewer == viewer).copied()
}

/// Whether it is a code of the account's phone that was not taken before, or a recovery code that was not used.
fn take_code(db: &Write<'_>, account: i64, code: &str, now: Instant) -> Result<bool, StorageError> {
    let Some(stored) = second_factor::of(db, account)? else { return Ok(false) };
    match totp::step_of(&stored.secret, code, now) {
        Some(step) => second_factor::take(db, account, step, now),
        None if stored.is_confirmed => second_factor::use_recovery_code(db, account, &recovery_hash(code), now),
        None => Ok(false),
    }
}

/// Of a recovery code as it is typed: with or without its dashes and blanks.
#[must_use]
pub fn recovery_hash(code: &str) -> [u8; 32] {
    let plain: String = fold::name(&typed_password(code)).chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, plain.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use daylog_testkit::district::{Founded, secretary, two_households};

    use super::*;

    const PLAIN: Needs =
        Needs { is_locked: false, holds_a_role: true, must_change: false, needs_second_factor: false, has_second_factor: false };

    #[test]
    fn an_account_is_asked_one_step_after_the_other_and_let_in_behind_the_last() {
        let needs = Needs { needs_second_factor: true, ..PLAIN };
        let has = Needs { has_second_factor: true, ..needs };
        let changes = Needs { must_change: true, ..has };
        for (asked, has_code, new_password, step) in [
            (PLAIN, false, None, None),
            (PLAIN, false, Some(false), Some(Step::NewPasswordWeak)),
            (Needs { is_locked: true, ..PLAIN }, false, None, Some(Step::Locked)),
            (Needs { holds_a_role: false, ..PLAIN }, false, None, Some(Step::NoRole)),
            (needs, false, None, Some(Step::SetUpNeeded)),
            (needs, true, None, None),
            (has, false, None, Some(Step::CodeNeeded)),
            (has, true, None, None),
            // The district asks for none any more, and who has one goes on showing it.
            (Needs { needs_second_factor: false, ..has }, false, None, Some(Step::CodeNeeded)),
            (changes, false, None, Some(Step::NewPasswordNeeded)),
            (changes, true, None, Some(Step::NewPasswordNeeded)),
            (changes, true, Some(false), Some(Step::NewPasswordWeak)),
            (changes, false, Some(true), Some(Step::CodeNeeded)),
            (changes, true, Some(true), None),
            (Needs { is_locked: true, ..changes }, true, Some(true), Some(Step::Locked)),
        ] {
            assert_eq!(decide(asked, has_code, new_password), step, "{asked:?} {has_code} {new_password:?}");
        }
    }

    #[test]
    fn what_is_done_to_an_account_while_its_password_is_looked_at_keeps_whoever_asks_out() {
        type Act = fn(&Write<'_>, i64) -> Result<(), StorageError>;
        let acts: [(Act, Option<Step>); 4] = [
            (|db, id| accounts::set_password(db, id, &password::hash("another").unwrap(), PasswordUse::Once), Some(Step::Wrong)),
            (|db, id| accounts::set_locked(db, id, Some(Instant(1))), Some(Step::Locked)),
            (|db, id| accounts::end(db, id, Instant(1)), Some(Step::Wrong)),
            (|_, _| Ok(()), None),
        ];
        let district = Founded::new(&two_households());
        let (database, now) = (&district.running.database, district.now());
        for (number, (act, step)) in acts.into_iter().enumerate() {
            let name = format!("书记{number}");
            let shown = Shown { name: &name, password: "before", code: None, new_password: None };
            let from =
                From { address: "", program: "", token_hash: [u8::try_from(number).unwrap(); 32], now, expires: now.plus_minutes(60) };
            let hash = password::hash("before").unwrap();
            assert!(database.write(|db| accounts::insert(db, &name, secretary(1), &hash, now)).unwrap());
            let proven = by_password(database, &shown, now).unwrap();
            let account = proven.account.id;
            database.write(|db| act(db, account)).unwrap();
            let opened = database.write(|db| open(db, &proven, (&shown, Some(&hash)), &from));
            let told = opened.as_ref().err().map(|refusal| match refusal {
                SignInRefusal::Step { step, .. } => *step,
                other => panic!("{other}"),
            });
            assert_eq!(told, step, "{number}");
            let kept = database.read(|db| accounts::sessions::is_open(db, account, &from.token_hash)).unwrap();
            let is_as_before = database.read(|db| accounts::password(db, account)).unwrap() == hash;
            assert_eq!((kept, is_as_before), (step.is_none(), number != 0), "{number}: no session, and no password over another");
        }
    }

    #[test]
    fn a_recovery_code_is_the_same_with_blanks_wide_letters_and_without_dashes() {
        let hash = recovery_hash("k7mq-2x9d-wv4t-8hjz");
        for typed in ["K7MQ 2x9d wv4t 8hjz", " k7mq2x9dwv4t8hjz", "ｋ７ｍｑ-2x9d-wv4t-8hjz\n"] {
            assert_eq!(recovery_hash(typed), hash, "{typed:?}");
        }
        assert_ne!(recovery_hash("k7mq-2x9d-wv4t-8hjy"), hash);
    }
}
