//! `daylog-server address`: where devices reach the server. What is changed here is signed at once; a running server follows.

use daylog_domain::text::digits;
use daylog_storage::{StorageError, district};
use serde::Serialize;

use super::{
    about::command,
    arguments::{AddressCommand, DataFolder, Format},
    certificate::{published, unheard},
    invite,
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

/// Devices try each in turn, and wait for each that is silent.
const MOST: usize = 16;

#[derive(Serialize)]
struct Listed {
    addresses: Vec<String>,
    /// Whether somebody named them; else they are where the server listened last.
    named: bool,
    directory: u64,
    devices: u32,
    devices_that_heard: u32,
}

pub(super) fn run(command: &AddressCommand) -> Result<(), CommandError> {
    match command {
        AddressCommand::List { folder, format } => list(folder, *format),
        AddressCommand::Set { addresses, folder } => change(folder, |_| Ok(distinct(addresses))),
        AddressCommand::Add { address, first, folder } => change(folder, |mut told| {
            told.retain(|other| other != address);
            told.insert(if *first { 0 } else { told.len() }, address.clone());
            Ok(told)
        }),
        AddressCommand::Remove { address, even_so, folder } => remove(folder, address, *even_so),
    }
}

fn list(folder: &DataFolder, format: Format) -> Result<(), CommandError> {
    let (folder, database) = open(folder)?;
    let named = database.read(district::read)?.addresses;
    let (directory, (without, devices)) = (published(&folder, &database)?.number, unheard(&folder, &database)?);
    let listed = Listed {
        named: !named.is_empty(),
        addresses: invite::addresses(&folder, named),
        directory,
        devices,
        devices_that_heard: devices - without,
    };
    if format == Format::Json {
        return print_json(&listed);
    }
    listed.addresses.iter().for_each(|address| print(address));
    if !listed.named {
        print(&format!("None was named: this is where the server listened last. Name one with {}.", command("address set HOST:PORT")));
    }
    print(&format!("{} of {devices} devices hold the present directory.", listed.devices_that_heard));
    Ok(())
}

fn remove(folder: &DataFolder, address: &str, even_so: bool) -> Result<(), CommandError> {
    let (district, database) = open(folder)?;
    let told = invite::addresses(&district, database.read(district::read)?.addresses);
    let address = &*digits::folded(address.trim());
    if !told.iter().any(|known| known.eq_ignore_ascii_case(address)) {
        let known = told.join("\n    ");
        return Err(unchanged(format!("devices are not told {address}; they are told:\n    {known}"), "Write one of these.".to_owned()));
    }
    let rest: Vec<String> = told.into_iter().filter(|known| !known.eq_ignore_ascii_case(address)).collect();
    if rest.is_empty() {
        let then = format!("Name the next one first, with {}.", command("address add HOST:PORT"));
        return Err(unchanged("it is the only one".to_owned(), then));
    }
    let (without, all) = unheard(&district, &database)?;
    if without > 0 && !even_so {
        let why = format!("{without} of {all} devices have not heard of the other addresses, and may know only this one");
        let then = "Wait for their sync, revoke those that are lost, or say --even-so and give each the directory by hand.";
        return Err(unchanged(why, then.to_owned()));
    }
    change(folder, |_| Ok(rest))
}

fn change(folder: &DataFolder, wish: impl FnOnce(Vec<String>) -> Result<Vec<String>, CommandError>) -> Result<(), CommandError> {
    let (district, database) = open(folder)?;
    let addresses = wish(invite::addresses(&district, database.read(district::read)?.addresses))?;
    if addresses.len() > MOST {
        let why = format!("these are {} addresses, and devices try {MOST} at most", addresses.len());
        return Err(unchanged(why, "Remove those that lead nowhere.".to_owned()));
    }
    database.write(|db| district::set_addresses(db, &addresses).map_err(|error: StorageError| CommandError::from(error)))?;
    let number = published(&district, &database)?.number;
    let (without, all) = unheard(&district, &database)?;
    print(&format!(
        "Devices are told, in this order:\n  {}\n\
         {} of {all} devices have heard (directory {number}). A running server follows within a second, with a certificate for these\n\
         addresses; each device hears of it with its next sync, at any address that it knows. Invites name them from now on.\n\
         A device that reaches none of its addresses needs the directory by hand: {}",
        addresses.join("\n  "),
        all - without,
        command("directory")
    ));
    Ok(())
}

fn distinct(addresses: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    addresses.iter().for_each(|address| {
        if !distinct.contains(address) {
            distinct.push(address.clone());
        }
    });
    distinct
}

fn unchanged(why: String, then: String) -> CommandError {
    CommandError::new("No address was changed.", why, then)
}
