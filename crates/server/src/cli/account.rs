//! `daylog-server user`: accounts of the dashboard.

use daylog_district::{password, random};
use daylog_domain::{access::Viewer, fold, places::Community, text::shown};
use daylog_storage::{
    Database,
    accounts::{self, Removal},
    households::{self, NamedCommunity},
};
use serde::Serialize;

use super::{
    arguments::{AccountKind, Format, UserCommand},
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

#[derive(Serialize)]
struct Account<'a> {
    account: &'a str,
    password: &'a str,
}

pub(super) fn run(command: &UserCommand) -> Result<(), CommandError> {
    let ((name, password), format) = match command {
        UserCommand::Add { name, role, community, folder, format } => {
            let (_, database) = open(folder)?;
            let viewer = match (role, community) {
                (AccountKind::Secretary, Some(community)) => Viewer::Secretary(find_community(&database, community)?),
                _ => Viewer::District,
            };
            ((name.clone(), add(&database, name, viewer)?), format)
        }
        UserCommand::List { folder, format } => return list(&open(folder)?.1, *format),
        UserCommand::Remove { name, folder } => return remove(&open(folder)?.1, name),
        UserCommand::Reset { name, folder, format } => (reset(&open(folder)?.1, name)?, format),
    };
    match format {
        Format::Json => print_json(&Account { account: &name, password: &password }),
        Format::Text => {
            print(&format!("Account   {name}\nPassword  {password}\nThis is shown once."));
            Ok(())
        }
    }
}

#[derive(Serialize)]
struct Listed {
    account: String,
    role: &'static str,
    /// A secretary's, as STREET/NAME.
    community: Option<String>,
}

fn list(database: &Database, format: Format) -> Result<(), CommandError> {
    let (accounts, known) = database.read(|db| Ok::<_, CommandError>((accounts::all(db)?, households::communities(db)?)))?;
    let listed = accounts.into_iter().map(|account| {
        let (role, community) = accounts::role(account.viewer)?;
        let community = known.iter().find(|known| Some(known.community) == community).map(full);
        Ok(Listed { account: account.name, role, community })
    });
    let listed: Vec<Listed> = listed.collect::<Result<_, CommandError>>()?;
    if format == Format::Json {
        return print_json(&listed);
    }
    for one in &listed {
        let line = format!("{:<9}  {}  {}", one.role, shown(&one.account), shown(one.community.as_deref().unwrap_or_default()));
        print(line.trim_end());
    }
    Ok(())
}

fn full(community: &NamedCommunity) -> String {
    format!("{}/{}", community.street, community.name)
}

fn add(database: &Database, name: &str, viewer: Viewer) -> Result<String, CommandError> {
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let now = crate::clock::system().now();
    match database.write(|db| accounts::insert(db, name, viewer, &hash, now))? {
        true => Ok(password),
        false => Err(CommandError::account_exists(name)),
    }
}

/// The name as it is kept, and the new password.
fn reset(database: &Database, name: &str) -> Result<(String, String), CommandError> {
    let password = random::password()?;
    let hash = password::hash(&password)?;
    match database.write(|db| accounts::reset(db, name, &hash))? {
        Some(kept) => Ok((kept, password)),
        None => Err(CommandError::no_account("No password was changed.", name)),
    }
}

fn remove(database: &Database, name: &str) -> Result<(), CommandError> {
    match database.write(|db| accounts::remove(db, name))? {
        Removal::Removed(kept) => {
            print(&format!("Removed   {kept}"));
            Ok(())
        }
        Removal::NoSuchAccount => Err(CommandError::no_account("No account was removed.", name)),
        Removal::LastOfDistrict => Err(CommandError::last_account(name)),
    }
}

fn find_community(database: &Database, text: &str) -> Result<Community, CommandError> {
    let known = database.read(households::communities)?;
    let is_meant = |name: &str| fold::name(name) == fold::name(text);
    let found: Vec<_> = known.iter().filter(|community| is_meant(&community.name) || is_meant(&full(community))).collect();
    match found.as_slice() {
        [only] => Ok(only.community),
        [] => Err(CommandError::no_community(text, &known.iter().map(full).collect::<Vec<_>>())),
        several => Err(CommandError::several(text, &several.iter().copied().map(full).collect::<Vec<_>>())),
    }
}
