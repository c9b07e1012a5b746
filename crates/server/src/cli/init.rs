//! `daylog-server init`: a new district, and what is shown once.

use std::path::Path;

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    arguments::{Format, InitArguments},
    messages::Mend,
    print, print_json,
};
use crate::{
    clock::Clock,
    folder::FolderProblem,
    kit::RecoveryKit,
    private::write_new_private,
    random,
    setup::{FIRST_ACCOUNT, Founding, found_keeping},
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

pub(super) fn run(arguments: &InitArguments) -> Result<(), Mend> {
    let now = Clock::system().now();
    let founding = Founding {
        name: &arguments.district,
        zone: arguments.zone,
        addresses: &arguments.address,
        key_file: arguments.place.key_file.as_deref(),
        now,
    };
    // Looked at before anything is made: a district whose kit cannot be kept must not come into being.
    if let Some(file) = arguments.kit.as_deref().filter(|file| file.exists()) {
        return Err(Mend::kit_exists(file));
    }
    let text = |kit: &RecoveryKit| kit.to_text(&arguments.district, &arguments.zone.local(now).format("%Y-%m-%d %H:%M").to_string());
    let mut written = None;
    let keep = |kit: &RecoveryKit| written = arguments.kit.as_deref().map(|file| (file, write_new_private(file, text(kit).as_bytes())));
    let founded = found_keeping(&arguments.place.data, &founding, keep);
    if let (Err(_), Some((file, Ok(())))) = (&founded, &written) {
        // The kit of a district that did not come into being.
        let _removed = std::fs::remove_file(file);
    }
    let founded = founded.map_err(|problem| match problem {
        FolderProblem::Exists => Mend::folder_exists(&arguments.place.data),
        other => other.into(),
    })?;
    match written {
        None => tell(arguments, &founded.password, &founded.kit, &text(&founded.kit)),
        Some((file, Err(error))) => {
            // The keys are not lost with the file that could not be written.
            tell(arguments, &founded.password, &founded.kit, &text(&founded.kit))?;
            Err(Mend::kit_not_written(file, &error))
        }
        Some((file, Ok(()))) => tell_without_kit(arguments, &founded.password, &founded.kit, file),
    }
}

fn tell(arguments: &InitArguments, password: &str, kit: &RecoveryKit, text: &str) -> Result<(), Mend> {
    if arguments.format == Format::Json {
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(kit.authority_key.as_slice());
        let key = Zeroizing::new(crate::certificates::key_pem(&key)?);
        let (signing, recovery) = (hex(kit.signing_key.as_slice()), hex(kit.recovery_key.as_slice()));
        return print_json(&Made {
            district: &arguments.district,
            account: FIRST_ACCOUNT,
            password,
            ca_fingerprint: &kit.authority_fingerprint(),
            kit: Some(Shown { ca_key: &key, signing_key: &signing, recovery_key: &recovery, kit: text }),
        });
    }
    print(&format!(
        "{}\nOffline recovery kit: print what follows, keep it locked away, and delete every copy on this machine.\n\n{text}\n\
         This is shown once. {}",
        beginning(arguments, password),
        next(arguments)
    ));
    Ok(())
}

fn tell_without_kit(arguments: &InitArguments, password: &str, kit: &RecoveryKit, file: &Path) -> Result<(), Mend> {
    if arguments.format == Format::Json {
        return print_json(&Made {
            district: &arguments.district,
            account: FIRST_ACCOUNT,
            password,
            ca_fingerprint: &kit.authority_fingerprint(),
            kit: None,
        });
    }
    print(&format!(
        "{}\nThe password is shown once.\nThe offline recovery kit is in {}: print it, lock it away, and delete the file. {}",
        beginning(arguments, password),
        file.display(),
        next(arguments)
    ));
    Ok(())
}

fn beginning(arguments: &InitArguments, password: &str) -> String {
    format!(
        "The district {} is ready in {}.\n\nFirst account    {FIRST_ACCOUNT}\nPassword         {password}\n",
        arguments.district,
        arguments.place.data.display()
    )
}

fn next(arguments: &InitArguments) -> String {
    format!("Next: daylog-server import --data {} roster.csv", arguments.place.data.display())
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(random::hex(bytes))
}
