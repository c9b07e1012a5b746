//! `daylog-server invite`: a code and a link for one cadre's device.

use chrono::DateTime;
use daylog_backup::folder::Folder;
use daylog_district::{enrolment::secret_hash, random};
use daylog_domain::text::{clean_line, shown};
use daylog_storage::{
    Database, district,
    invites::{self, Candidate},
};
use daylog_wire::enrol;
use serde::Serialize;

use super::{
    arguments::{Format, InviteArguments},
    messages::CommandError,
    open::open,
    output::{print, print_json},
    qr,
};

#[derive(Serialize)]
struct Invited {
    code: String,
    link: String,
    /// As RFC 3339, with the district's offset.
    expires_at: String,
}

/// Where devices look when no address was ever named.
const DEFAULT_ADDRESS: &str = "127.0.0.1:8470";

pub(super) fn run(arguments: &InviteArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let authority = folder.authority_der()?;
    let cadre = find_cadre(&database, &arguments.cadre)?;
    let secret = enrol::secret(&random::bytes()?);
    let now = crate::clock::system().now();
    let expires = now.plus_minutes(i64::from(arguments.hours) * 60);
    let district = database.write(|db| {
        invites::insert(db, cadre.id, &secret_hash(&secret), now, expires)?;
        district::read(db)
    })?;
    let addresses = addresses(&folder, district.addresses);
    let zone = district.settings.zone;
    let invited = Invited {
        code: enrol::code(&authority, &secret),
        link: enrol::link(&addresses, &authority, &secret),
        expires_at: DateTime::from_timestamp_millis(expires.0).unwrap_or_default().with_timezone(&zone.0).to_rfc3339(),
    };
    if arguments.format == Format::Json {
        return print_json(&invited);
    }
    print(&format!(
        "Invite for {}/{}, until {} ({zone}), for one device:\n\n  address  {}\n  code     {}\n  link     {}",
        shown(&cadre.name),
        shown(&cadre.office),
        zone.local(expires).format("%Y-%m-%d %H:%M"),
        addresses.join("  "),
        invited.code,
        invited.link
    ));
    if arguments.qr {
        qr::show(&invited.link, "Give the link or the code above by another way.")?;
    }
    Ok(())
}

/// The addresses that the district named, else where its server listened last.
pub(crate) fn addresses(folder: &Folder, named: Vec<String>) -> Vec<String> {
    if named.is_empty() { vec![folder.last_listening().unwrap_or_else(|| DEFAULT_ADDRESS.to_owned())] } else { named }
}

/// The one cadre who is called NAME or NAME/OFFICE.
pub(super) fn find_cadre(database: &Database, text: &str) -> Result<Candidate, CommandError> {
    let text = &*clean_line(text);
    let (name, office) = match text.split_once(['/', '／']) {
        Some((name, office)) => (name.trim(), Some(office.trim())),
        None => (text.trim(), None),
    };
    let mut found = database.read(|db| invites::candidates(db, name, office))?;
    // Of two that an older version kept in two spellings, the one that is spelled so is meant.
    let is_spelled_so = |candidate: &Candidate| candidate.name == name && Some(&*candidate.office) == office;
    if found.iter().filter(|candidate| is_spelled_so(candidate)).count() == 1 {
        found.retain(is_spelled_so);
    }
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(CommandError::nobody(text)),
        (Some(last), false) => {
            found.push(last);
            let candidates: Vec<_> = found.iter().map(|candidate| format!("{}/{}", candidate.name, candidate.office)).collect();
            Err(CommandError::several(text, &candidates))
        }
    }
}
