//! `daylog-server init`: a new district, and what is shown once.

use serde::Serialize;

use super::{
    arguments::{Format, InitArguments},
    messages::Mend,
    print, print_json,
};
use crate::{
    clock::Clock,
    folder::{FolderProblem, RecoveryKit},
    setup::{FIRST_ACCOUNT, Founding, found},
};

#[derive(Serialize)]
struct Made<'a> {
    district: &'a str,
    account: &'a str,
    password: &'a str,
    ca_fingerprint: &'a str,
    ca_key: &'a str,
    signing_key: &'a str,
    recovery_key: &'a str,
}

pub(super) fn run(arguments: &InitArguments) -> Result<(), Mend> {
    let founding = Founding {
        name: &arguments.district,
        zone: arguments.zone,
        addresses: &arguments.address,
        key_file: arguments.place.key_file.as_deref(),
        now: Clock::system().now(),
    };
    let founded = found(&arguments.place.data, &founding).map_err(|problem| match problem {
        FolderProblem::Exists => Mend::folder_exists(&arguments.place.data),
        other => other.into(),
    })?;
    tell(arguments, &founded.password, &founded.kit)
}

fn tell(arguments: &InitArguments, password: &str, kit: &RecoveryKit) -> Result<(), Mend> {
    if arguments.format == Format::Json {
        return print_json(&Made {
            district: &arguments.district,
            account: FIRST_ACCOUNT,
            password,
            ca_fingerprint: &kit.authority_fingerprint,
            ca_key: &kit.authority_key,
            signing_key: &kit.signing_key,
            recovery_key: &kit.recovery_key,
        });
    }
    print(&format!(
        "The district {} is ready in {}.\n\n\
         First account    {FIRST_ACCOUNT}\n\
         Password         {password}\n\n\
         Offline recovery kit: print this, keep it locked away, and delete every copy on this machine.\n\n\
         CA fingerprint   {}\n\
         Signing key      {}\n\
         Recovery key     {}\n\
         CA key\n{}\n\
         This is shown once. Next: daylog-server import --data {} roster.csv",
        arguments.district,
        arguments.place.data.display(),
        kit.authority_fingerprint,
        kit.signing_key,
        kit.recovery_key,
        kit.authority_key.trim_end(),
        arguments.place.data.display(),
    ));
    Ok(())
}
