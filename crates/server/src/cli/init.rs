//! `daylog-server init`: a new district, and what is shown once.

use std::path::Path;

use daylog_backup::{
    kit::RecoveryKit,
    setup::{FIRST_ACCOUNT, Founded, Founding, found_keeping},
};
use daylog_domain::text::hex;
use daylog_storage::files::write_new_private;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    about,
    arguments::{Format, InitArguments, SecondFactor},
    messages::CommandError,
    open::said,
    output::{print, print_json, try_print},
};

#[derive(Serialize)]
struct Made<'a> {
    district: &'a str,
    account: &'a str,
    password: &'a str,
    ca_fingerprint: &'a str,
    #[serde(flatten)]
    kit: Option<Shown<'a>>,
}

/// The kit, where it does not go into a file.
#[derive(Serialize)]
struct Shown<'a> {
    ca_key: &'a str,
    signing_key: &'a str,
    recovery_key: &'a str,
    kit: &'a str,
}

pub(super) fn run(arguments: &InitArguments) -> Result<(), CommandError> {
    about::set(&arguments.folder);
    let now = crate::clock::system().now();
    let database = said(arguments.database.as_deref());
    let founding = Founding {
        name: &arguments.district,
        zone: arguments.zone,
        addresses: &arguments.address,
        key_file: arguments.folder.key_file.as_deref(),
        database: database.as_deref(),
        requires_second_factor: arguments.second_factor == SecondFactor::Required,
        now,
    };
    // Looked at before anything is made: a district whose kit cannot be kept must not come into being.
    if let Some(file) = arguments.kit.as_deref().filter(|file| file.exists()) {
        return Err(CommandError::kit_exists(file));
    }
    if arguments.folder.data.exists() {
        return Err(CommandError::folder_exists(&arguments.folder.data));
    }
    let text = |kit: &RecoveryKit| kit.to_text(&arguments.district, &arguments.zone.local(now).format("%Y-%m-%d %H:%M").to_string());
    let mut is_kept = false;
    let keep = |founded: &Founded| {
        let text = text(&founded.kit);
        match arguments.kit.as_deref() {
            Some(file) => write_new_private(file, text.as_bytes()).map_err(|error| CommandError::kit_not_written(file, &error))?,
            None => show(arguments, founded, &text)?,
        }
        is_kept = true;
        Ok(())
    };
    let founded = found_keeping(&arguments.folder.data, &founding, keep).map_err(|fix: CommandError| match arguments.kit.as_deref() {
        // The kit of a district that did not come into being.
        Some(file) if is_kept => {
            let _removed = std::fs::remove_file(file);
            fix
        }
        None if is_kept => fix.and("The password and the recovery kit above belong to no district: destroy them."),
        _ => fix,
    })?;
    if let Some(file) = &arguments.kit {
        tell_without_kit(arguments, &founded, file)?;
    }
    if arguments.format == Format::Text {
        let (data, folder) = (arguments.folder.data.display(), arguments.folder.written());
        print(&format!("The district {} is ready in {data}. Next: daylog-server import {folder} roster.csv", arguments.district));
    }
    Ok(())
}

/// Shows everything, or says that not all of it was shown.
fn show(arguments: &InitArguments, founded: &Founded, text: &str) -> Result<(), CommandError> {
    let kit = &founded.kit;
    let shown = match arguments.format {
        Format::Json => {
            let key = rustls::pki_types::PrivatePkcs8KeyDer::from(kit.authority_key.as_slice());
            let key = Zeroizing::new(daylog_backup::certificates::key_pem(&key)?);
            let (signing, recovery) = (hex(kit.signing_key.as_slice()), hex(kit.recovery_key.as_slice()));
            let shown = Shown { ca_key: &key, signing_key: &signing, recovery_key: &recovery, kit: text };
            serde_json::to_string(&made(arguments, founded, &kit.authority_fingerprint(), Some(shown)))
                .map_err(|_| CommandError::internal("json"))?
        }
        Format::Text => format!(
            "Offline recovery kit: print what follows, keep it locked away, and delete every copy on this machine.\n\n{text}\n\
             {}\nThe kit above and this password are shown once.\n",
            account(founded)
        ),
    };
    try_print(&Zeroizing::new(shown)).map_err(|error| CommandError::kit_not_shown(&error))
}

fn tell_without_kit(arguments: &InitArguments, founded: &Founded, file: &Path) -> Result<(), CommandError> {
    if arguments.format == Format::Json {
        return print_json(&made(arguments, founded, &founded.kit.authority_fingerprint(), None));
    }
    print(&format!(
        "{}CA fingerprint   {}\n\nThe password is shown once.\nThe offline recovery kit is in {}: print it, lock it away, and delete the file.\n",
        account(founded),
        founded.kit.authority_fingerprint(),
        file.display()
    ));
    Ok(())
}

fn made<'a>(arguments: &'a InitArguments, founded: &'a Founded, ca_fingerprint: &'a str, kit: Option<Shown<'a>>) -> Made<'a> {
    Made { district: &arguments.district, account: FIRST_ACCOUNT, password: &founded.password, ca_fingerprint, kit }
}

fn account(founded: &Founded) -> String {
    format!("First account    {FIRST_ACCOUNT}\nPassword         {}\n", founded.password)
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(hex::hex(bytes))
}
