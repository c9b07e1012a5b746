//! Making and changing accounts, as far as the table of access lets somebody: who stands above an account manages it.
//! What is asked is decided against what is stored, in the transaction that carries it out.

use daylog_domain::{
    access::{Resource, RoleName, Viewer},
    ids::StreetId,
    places::Place,
    text::clean_line,
    time::Instant,
};
use daylog_storage::{
    Database, Read, StorageError, Write,
    accounts::{self, HeldRole, PasswordHash, PasswordUse, StoredAccount, roles, second_factor, sessions},
    audit,
};

pub use super::manager::{ManageRefusal, Manager};
use super::role_grant::{role_code, viewer};
use crate::{
    password,
    random::{self, NoRandomness},
    types::{AccountAct, AccountChanged, AccountList, CommunityName, DistrictAccount, NewAccount, RoleGrant, TeamName},
    views::roles::Names,
};

/// The accounts that somebody manages, with what they can give.
pub fn list(database: &Database, by: Manager, now: Instant) -> Result<AccountList, StorageError> {
    database.read(|db| {
        let names = Names::read(db)?;
        let stored = accounts::all(db)?;
        let managed = stored.iter().filter(|account| by.manages(account, now));
        let covers = |place: Place| by.scope.covers(Resource::place(&place));
        let communities = names.communities.iter().filter(|known| covers(Place::Community(known.community)));
        let gives = |role: &RoleName| match role {
            RoleName::Secretary => true,
            // It has no session, and shows its token.
            RoleName::Monitor => false,
            RoleName::Lead => covers(Place::District) && !names.teams.is_empty(),
            _ => covers(Place::District),
        };
        Ok(AccountList {
            accounts: managed.map(|account| told(account, &names, by, now)).collect(),
            roles: RoleName::ALL.into_iter().filter(gives).collect(),
            streets: names.streets().into_iter().filter(|street| covers(Place::Street(StreetId(street.id)))).collect(),
            communities: communities.cloned().map(CommunityName::from).collect(),
            teams: match covers(Place::District) {
                true => names
                    .teams
                    .iter()
                    .map(|team| TeamName { id: team.id.0, name: team.name.clone(), office: team.office.clone() })
                    .collect(),
                false => Vec::new(),
            },
        })
    })
}

fn told(account: &StoredAccount, names: &Names, by: Manager, now: Instant) -> DistrictAccount {
    DistrictAccount {
        id: account.id,
        name: account.name.clone(),
        roles: account.not_ended(now).map(|role| names.role(role, now)).collect(),
        created_text: names.text(account.created_at),
        signed_in_text: account.signed_in_at.map(|at| names.text(at)),
        locked_text: account.locked_at.map(|at| names.text(at)),
        has_second_factor: account.has_second_factor,
        must_change: account.must_change,
        is_own: by.account == Some(account.id),
    }
}

/// Makes an account with one role and a password for its first sign-in.
pub fn make(database: &Database, asked: &NewAccount, by: Manager, now: Instant) -> Result<AccountChanged, ManageRefusal> {
    let name = clean_line(&asked.name);
    let length = name.chars().count().max(daylog_domain::fold::name(&name).chars().count());
    if name.is_empty() || length > accounts::NAME_LIMIT {
        return Err(ManageRefusal::BadName);
    }
    let (password, hash) = fresh()?;
    let made = make_with(database, &name, &asked.role, (&hash, PasswordUse::Once), by, now)?;
    Ok(AccountChanged { password: Some(password), ..made })
}

/// The same with a password that was chosen before, for a name that was looked at.
pub fn make_with(
    database: &Database,
    name: &str,
    role: &RoleGrant,
    password: (&PasswordHash, PasswordUse),
    by: Manager,
    now: Instant,
) -> Result<AccountChanged, ManageRefusal> {
    database.write(|db| {
        let names = Names::read(db)?;
        let (viewer, until) = viewer(role, &names, by, now)?;
        let account = accounts::create(db, name, password, now)?.ok_or(ManageRefusal::NameTaken)?;
        roles::grant(db, account, viewer, now, until)?;
        audit::insert(db, now, &by.name(), "account_made", &format!("account {account}, {}", role_code(viewer)))?;
        changed(db, account, None, &names, by, now)
    })
}

/// The viewer that an operator asks for.
pub fn viewer_of(database: &Database, asked: &RoleGrant, now: Instant) -> Result<Viewer, ManageRefusal> {
    database.read(|db| Ok(viewer(asked, &Names::read(db)?, Manager::COMMAND, now)?.0))
}

/// Whether there is an account of this number below who asks.
pub fn is_managed(database: &Database, account: i64, by: Manager, now: Instant) -> Result<bool, StorageError> {
    database.read(|db| Ok(accounts::by_id(db, account)?.is_some_and(|stored| by.manages(&stored, now))))
}

/// Does this to an account. Where it is refused, nothing was done.
pub fn change(database: &Database, account: i64, act: &AccountAct, by: Manager, now: Instant) -> Result<AccountChanged, ManageRefusal> {
    let fresh = if *act == AccountAct::ResetPassword { Some(fresh()?) } else { None };
    database.write(|db| {
        let stored = accounts::by_id(db, account)?.filter(|stored| by.manages(stored, now)).ok_or(ManageRefusal::NotFound)?;
        let names = Names::read(db)?;
        let steps = decide(&stored, act, by, now, |role| has_other_district(db, &stored, role), |asked| viewer(asked, &names, by, now))?;
        carry_out(db, &stored, &steps, fresh.as_ref().map(|(_, hash)| hash), now)?;
        audit::insert(db, now, &by.name(), steps.code(), &format!("account {account}{}", steps.detail()))?;
        changed(db, account, fresh.as_ref().map(|(password, _)| password.as_str()), &names, by, now)
    })
}

/// What is to be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Steps {
    Lock,
    Unlock,
    ResetPassword,
    RemoveSecondFactor,
    Grant(Viewer, Option<Instant>),
    EndRole(HeldRole),
    End,
}

/// Decides by what is stored. `has_other` says whether the district is left to somebody without this account, or this role of it.
fn decide(
    stored: &StoredAccount,
    act: &AccountAct,
    by: Manager,
    now: Instant,
    has_other: impl Fn(Option<i64>) -> Result<bool, StorageError>,
    viewer: impl Fn(&RoleGrant) -> Result<(Viewer, Option<Instant>), ManageRefusal>,
) -> Result<Steps, ManageRefusal> {
    let is_own = by.account == Some(stored.id);
    let is_district = |role: &HeldRole| role.viewer == Viewer::District;
    let not_the_last = |role: Option<i64>| match has_other(role) {
        Ok(true) => Ok(()),
        Ok(false) => Err(ManageRefusal::LastOfDistrict),
        Err(error) => Err(error.into()),
    };
    match act {
        AccountAct::Unlock => Ok(Steps::Unlock),
        AccountAct::GrantRole { role } => {
            let (asked, until) = viewer(role)?;
            let is_held = stored.not_ended(now).any(|held| held.viewer == asked && held.until.is_none());
            if is_held { Err(ManageRefusal::HeldAlready) } else { Ok(Steps::Grant(asked, until)) }
        }
        AccountAct::EndRole { role } => {
            let held = stored.not_ended(now).find(|held| held.id == *role).ok_or(ManageRefusal::NotFound)?;
            if is_district(held) {
                not_the_last(Some(held.id))?;
            }
            Ok(Steps::EndRole(*held))
        }
        // What would keep oneself out, or show oneself a password, is somebody else's.
        _ if is_own => Err(ManageRefusal::NotOneself),
        AccountAct::ResetPassword => Ok(Steps::ResetPassword),
        AccountAct::RemoveSecondFactor => Ok(Steps::RemoveSecondFactor),
        AccountAct::Lock | AccountAct::End => {
            if stored.not_ended(now).any(is_district) {
                not_the_last(None)?;
            }
            Ok(if *act == AccountAct::Lock { Steps::Lock } else { Steps::End })
        }
    }
}

fn has_other_district(db: &Read<'_>, stored: &StoredAccount, role: Option<i64>) -> Result<bool, StorageError> {
    match role {
        Some(role) => accounts::has_other_district(db, None, Some(role)),
        None => accounts::has_other_district(db, Some(stored.id), None),
    }
}

fn carry_out(
    db: &Write<'_>,
    stored: &StoredAccount,
    steps: &Steps,
    password: Option<&PasswordHash>,
    now: Instant,
) -> Result<(), StorageError> {
    match (steps, password) {
        (Steps::Lock, _) => accounts::set_locked(db, stored.id, Some(now)),
        (Steps::Unlock, _) => accounts::set_locked(db, stored.id, None),
        (Steps::ResetPassword, Some(hash)) => {
            accounts::set_password(db, stored.id, hash, PasswordUse::Once)?;
            sessions::end_all(db, stored.id, None).map(drop)
        }
        (Steps::ResetPassword, None) => Ok(()),
        (Steps::RemoveSecondFactor, _) => {
            second_factor::remove(db, stored.id)?;
            sessions::end_all(db, stored.id, None).map(drop)
        }
        (Steps::Grant(viewer, until), _) => roles::grant(db, stored.id, *viewer, now, *until).map(drop),
        (Steps::EndRole(role), _) => roles::end(db, role.id, now),
        (Steps::End, _) => accounts::end(db, stored.id, now),
    }
}

impl Steps {
    /// As the audit names it.
    fn code(self) -> &'static str {
        match self {
            Steps::Lock => "account_locked",
            Steps::Unlock => "account_unlocked",
            Steps::ResetPassword => "account_password_reset",
            Steps::RemoveSecondFactor => "account_second_factor_removed",
            Steps::Grant(..) => "account_role_granted",
            Steps::EndRole(_) => "account_role_ended",
            Steps::End => "account_ended",
        }
    }

    fn detail(self) -> String {
        match self {
            Steps::Grant(viewer, _) | Steps::EndRole(HeldRole { viewer, .. }) => format!(", {}", role_code(viewer)),
            _ => String::new(),
        }
    }
}

fn changed(
    db: &Read<'_>,
    account: i64,
    password: Option<&str>,
    names: &Names,
    by: Manager,
    now: Instant,
) -> Result<AccountChanged, ManageRefusal> {
    let stored = accounts::by_id(db, account)?;
    Ok(AccountChanged { account: stored.map(|stored| told(&stored, names, by, now)), password: password.map(str::to_owned) })
}

fn fresh() -> Result<(String, PasswordHash), NoRandomness> {
    let password = random::password()?;
    let hash = password::hash(&password)?;
    Ok((password, hash))
}

#[cfg(test)]
mod tests;
