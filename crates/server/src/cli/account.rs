//! `daylog-server account`: accounts of the dashboard, as the operator makes and changes them. What may be done is decided where
//! the dashboard's acts are.

use daylog_district::{
    accounts::manage::{self, ManageRefusal, Manager},
    password, random,
    types::{AccountAct, RoleGrant},
};
use daylog_domain::{access::RoleName, fold, text::shown, time::Instant};
use daylog_storage::{
    Database,
    accounts::{self, PasswordUse, Removal, StoredAccount},
    district,
    households::{self, NamedCommunity},
};
use serde::Serialize;

use super::{
    arguments::{AccountCommand, AccountKind, Format, RoleArguments, SecondFactor},
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

#[derive(Serialize)]
struct Account<'a> {
    account: &'a str,
    password: &'a str,
}

const NOTHING: &str = "Nothing was changed.";

pub(super) fn run(command: &AccountCommand) -> Result<(), CommandError> {
    match command {
        AccountCommand::Add { name, role, once, folder, format } => {
            let database = open(folder)?.1;
            let password = add(&database, name, &asked(&database, role, "No account was made.")?, usage(*once))?;
            tell(name, &password, *format)
        }
        AccountCommand::List { folder, format } => list(&open(folder)?.1, *format),
        AccountCommand::Remove { name, folder } => remove(&open(folder)?.1, name),
        AccountCommand::Reset { name, once, folder, format } => {
            let (kept, password) = reset(&open(folder)?.1, name, usage(*once))?;
            tell(&kept, &password, *format)
        }
        AccountCommand::Lock { name, folder } => act(&open(folder)?.1, name, &AccountAct::Lock, "Locked"),
        AccountCommand::Unlock { name, folder } => act(&open(folder)?.1, name, &AccountAct::Unlock, "Unlocked"),
        AccountCommand::RemoveSecondFactor { name, folder } => {
            act(&open(folder)?.1, name, &AccountAct::RemoveSecondFactor, "Without a second factor")
        }
        AccountCommand::Grant { name, role, folder } => {
            let database = open(folder)?.1;
            let role = asked(&database, role, NOTHING)?;
            act(&database, name, &AccountAct::GrantRole { role }, "Role given")
        }
        AccountCommand::Withdraw { name, role, folder } => withdraw(&open(folder)?.1, name, role),
        AccountCommand::SecondFactor { state, folder } => require(&open(folder)?.1, *state),
    }
}

fn usage(once: bool) -> PasswordUse {
    if once { PasswordUse::Once } else { PasswordUse::Lasting }
}

fn tell(account: &str, password: &str, format: Format) -> Result<(), CommandError> {
    match format {
        Format::Json => print_json(&Account { account, password }),
        Format::Text => {
            print(&format!("Account   {account}\nPassword  {password}\nThis is shown once."));
            Ok(())
        }
    }
}

#[derive(Serialize)]
struct Listed {
    account: String,
    /// The first of its roles, and where it is held.
    role: Option<&'static str>,
    street: Option<String>,
    /// As STREET/NAME.
    community: Option<String>,
    roles: Vec<ListedRole>,
    locked: bool,
    second_factor: bool,
}

#[derive(Clone, Serialize)]
struct ListedRole {
    role: &'static str,
    street: Option<String>,
    community: Option<String>,
}

fn list(database: &Database, format: Format) -> Result<(), CommandError> {
    let now = now();
    let (stored, known) = database.read(|db| Ok::<_, CommandError>((accounts::all(db)?, households::communities(db)?)))?;
    let mut listed: Vec<Listed> = stored.iter().map(|account| listed(account, &known, now)).collect();
    // The district's first.
    listed.sort_by_key(|one| one.role != Some(RoleName::District.name()));
    if format == Format::Json {
        return print_json(&listed);
    }
    for one in &listed {
        let places: Vec<String> = one.roles.iter().map(place_of).collect();
        let locked = if one.locked { "  locked" } else { "" };
        let line = format!("{:<9}  {}  {}{locked}", one.role.unwrap_or("none"), shown(&one.account), shown(&places.join(", ")));
        print(line.trim_end());
    }
    Ok(())
}

/// Where a role is held; nothing where that is the whole district.
fn place_of(role: &ListedRole) -> String {
    role.community.clone().or(role.street.clone()).unwrap_or_default()
}

fn listed(account: &StoredAccount, known: &[NamedCommunity], now: Instant) -> Listed {
    let street = |id| known.iter().find(|known| known.community.street == id).map(|known| known.street.clone());
    let role = |role: &accounts::HeldRole| {
        use daylog_domain::{access::Viewer, places::Place};
        let (street, community) = match role.viewer {
            Viewer::Street(id) | Viewer::Inspector(Place::Street(id)) => (street(id), None),
            Viewer::Secretary(community) | Viewer::Inspector(Place::Community(community)) => {
                (None, known.iter().find(|known| known.community == community).map(full))
            }
            _ => (None, None),
        };
        ListedRole { role: role.viewer.role().map_or("", RoleName::name), street, community }
    };
    let roles: Vec<ListedRole> = account.not_ended(now).map(role).collect();
    let first = roles.first().cloned();
    Listed {
        account: account.name.clone(),
        role: first.as_ref().map(|first| first.role),
        street: first.as_ref().and_then(|first| first.street.clone()),
        community: first.and_then(|first| first.community),
        roles,
        locked: account.locked_at.is_some(),
        second_factor: account.has_second_factor,
    }
}

fn full(community: &NamedCommunity) -> String {
    format!("{}/{}", community.street, community.name)
}

fn now() -> Instant {
    crate::clock::system().now()
}

fn add(database: &Database, name: &str, role: &RoleGrant, usage: PasswordUse) -> Result<String, CommandError> {
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let made = manage::make_with(database, name, role, (&hash, usage), Manager::COMMAND, now());
    made.map(|_| password).map_err(|refusal| refused(refusal, name, "No account was made."))
}

/// The name as it is kept, and the new password.
fn reset(database: &Database, name: &str, usage: PasswordUse) -> Result<(String, String), CommandError> {
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let kept = database.write(|db| {
        let kept = accounts::reset(db, name, &hash)?;
        if let (Some(_), PasswordUse::Once, Some((account, _))) = (&kept, usage, accounts::by_name(db, name)?) {
            accounts::set_password(db, account.id, &hash, usage)?;
        }
        Ok::<_, CommandError>(kept)
    })?;
    kept.map(|kept| (kept, password)).ok_or_else(|| CommandError::no_account("No password was changed.", name))
}

fn remove(database: &Database, name: &str) -> Result<(), CommandError> {
    match database.write(|db| accounts::remove(db, name, now()))? {
        Removal::Removed(kept) => {
            print(&format!("Removed   {kept}"));
            Ok(())
        }
        Removal::NoSuchAccount => Err(CommandError::no_account("No account was removed.", name)),
        Removal::LastOfDistrict => Err(CommandError::last_account("No account was removed.", name)),
    }
}

fn named(database: &Database, name: &str) -> Result<StoredAccount, CommandError> {
    let found = database.read(|db| accounts::by_name(db, name))?;
    found.map(|(account, _)| account).ok_or_else(|| CommandError::no_account(NOTHING, name))
}

fn act(database: &Database, name: &str, act: &AccountAct, done: &str) -> Result<(), CommandError> {
    let account = named(database, name)?;
    let changed = manage::change(database, account.id, act, Manager::COMMAND, now());
    changed.map_err(|refusal| refused(refusal, name, NOTHING))?;
    print(&format!("{done}   {}", account.name));
    Ok(())
}

fn withdraw(database: &Database, name: &str, role: &RoleArguments) -> Result<(), CommandError> {
    let asked = asked(database, role, NOTHING)?;
    let account = named(database, name)?;
    let viewer = manage::viewer_of(database, &asked, now()).map_err(|refusal| refused(refusal, name, NOTHING))?;
    let held = account.not_ended(now()).find(|held| held.viewer == viewer).map(|held| held.id);
    let role = held.ok_or_else(|| CommandError::no_role(name, asked.role.name()))?;
    act(database, name, &AccountAct::EndRole { role }, "Role ended")
}

fn require(database: &Database, state: SecondFactor) -> Result<(), CommandError> {
    let is_required = state == SecondFactor::Required;
    database.write(|db| district::require_second_factor(db, is_required))?;
    print(if is_required { "The district and inspectors show a second factor." } else { "Nobody must show a second factor." });
    Ok(())
}

fn refused(refusal: ManageRefusal, name: &str, what: &'static str) -> CommandError {
    match refusal {
        ManageRefusal::NameTaken => CommandError::account_exists(name),
        ManageRefusal::LastOfDistrict => CommandError::last_account(what, name),
        ManageRefusal::NotFound => CommandError::no_account(what, name),
        ManageRefusal::HeldAlready => CommandError::role_held(name),
        ManageRefusal::Storage(error) => error.into(),
        ManageRefusal::Random(error) => error.into(),
        // The arguments were read before.
        _ => CommandError::internal("account"),
    }
}

/// The role with the numbers of its place.
fn asked(database: &Database, role: &RoleArguments, what: &'static str) -> Result<RoleGrant, CommandError> {
    let name = match role.role {
        AccountKind::District => RoleName::District,
        AccountKind::Street => RoleName::Street,
        AccountKind::Secretary => RoleName::Secretary,
        AccountKind::Inspector => RoleName::Inspector,
    };
    let has_place = name != RoleName::District;
    let community = match (&role.community, has_place && name != RoleName::Street) {
        (Some(text), true) => Some(find_community(database, text, what)?.community.id.0),
        _ => None,
    };
    let street = match (&role.street, has_place && name != RoleName::Secretary) {
        (Some(text), true) => Some(find_street(database, text, what)?),
        _ => None,
    };
    Ok(RoleGrant { role: name, street, community, team: None, last_day: None })
}

fn find_street(database: &Database, text: &str, what: &'static str) -> Result<u32, CommandError> {
    let known = database.read(households::communities)?;
    let found = known.iter().find(|community| fold::name(&community.street) == fold::name(text));
    found.map(|community| community.community.street.0).ok_or_else(|| {
        let mut streets: Vec<String> = known.iter().map(|community| community.street.clone()).collect();
        streets.dedup();
        CommandError::no_street(what, text, &streets)
    })
}

fn find_community(database: &Database, text: &str, what: &'static str) -> Result<NamedCommunity, CommandError> {
    let known = database.read(households::communities)?;
    let is_meant = |name: &str| fold::name(name) == fold::name(text);
    let found: Vec<_> = known.iter().filter(|community| is_meant(&community.name) || is_meant(&full(community))).collect();
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(CommandError::no_community(what, text, &known.iter().map(full).collect::<Vec<_>>())),
        several => Err(CommandError::several(text, &several.iter().copied().map(full).collect::<Vec<_>>())),
    }
}
