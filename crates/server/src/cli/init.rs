//! `daylog-server init`: a new district, made beside its place and moved there when it is complete.

use std::{ffi::OsString, fs};

use daylog_domain::settings::Settings;
use serde::Serialize;

use super::{Format, InitArguments, messages::Mend, print, print_json};
use crate::{
    accounts::password,
    clock::Clock,
    folder::{self, DATABASE, Folder, RecoveryKit},
    random,
    storage::{
        StorageError,
        sqlite::{
            Database,
            accounts::{self, Scope},
            district,
        },
    },
};

/// The name of the first account.
const FIRST_ACCOUNT: &str = "district";

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
    let path = &arguments.data;
    if path.exists() {
        return Err(Mend::folder_exists(path));
    }
    let mut part: OsString = path.clone().into_os_string();
    part.push(format!(".{}.part", random::hex(&random::bytes::<4>()?)));
    let part = std::path::PathBuf::from(part);
    folder::make_private(&part).map_err(|error| Mend::file(path, &error))?;
    let made = furnish(&part, arguments).and_then(|made| {
        fs::rename(&part, path).map_err(|error| Mend::file(path, &error))?;
        Ok(made)
    });
    if made.is_err() {
        // What stands there is only what this run made a moment ago.
        let _removed = fs::remove_dir_all(&part);
    }
    let (password, kit) = made?;
    tell(arguments, &password, &kit)
}

fn furnish(part: &std::path::Path, arguments: &InitArguments) -> Result<(String, RecoveryKit), Mend> {
    let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    for address in &arguments.address {
        let host = host_of(address);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let (_, kit) = Folder::furnish(part, &hosts)?;
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let epoch = random::bytes::<16>()?;
    let now = Clock::system().now();
    let database = Database::create(&part.join(DATABASE))?;
    database.write(|transaction| {
        district::insert(transaction, arguments.district.trim(), &Settings::default_in(arguments.zone), epoch, &arguments.address)?;
        accounts::insert(transaction, FIRST_ACCOUNT, Scope::District, &hash, now)?;
        Ok::<_, StorageError>(())
    })?;
    Ok((password, kit))
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
        arguments.data.display(),
        kit.authority_fingerprint,
        kit.signing_key,
        kit.recovery_key,
        kit.authority_key.trim_end(),
        arguments.data.display(),
    ));
    Ok(())
}

/// The host of `host:port`, without the brackets of an IPv6 address.
pub(super) fn host_of(address: &str) -> String {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.trim_start_matches('[').trim_end_matches(']').to_owned()
}
