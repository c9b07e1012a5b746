//! Opening the district that a command is about.

use std::{
    env,
    io::{self, Write},
};

use daylog_backup::folder::Folder;
use daylog_storage::{Address, Database};

use super::{
    about,
    arguments::DataFolder,
    looked,
    messages::{self, CommandError},
};

/// Names the address of the district's database, for commands of all kinds: a password is seen by fewer there than on a command line.
const ADDRESS: &str = "DAYLOG_DATABASE";

/// Opens it, and says on standard error where this machine's clock cannot be right.
pub(super) fn open(folder: &DataFolder) -> Result<(Folder, Database), CommandError> {
    open_at(folder, None)
}

/// The same with the database at an address that was given, where one was.
pub(super) fn open_at(folder: &DataFolder, given: Option<&str>) -> Result<(Folder, Database), CommandError> {
    about::set(folder);
    let district = Folder::with_key_file(&folder.data, folder.key_file.as_deref())?;
    let database = database(&district, given)?;
    refuse_no_key(folder, &district, &database)?;
    if let Some((looked, doubt)) = looked::look(&database).ok().and_then(|looked| Some((looked.clone(), looked.doubt?))) {
        let _written = writeln!(io::stderr(), "{}", messages::clock::note(&looked, doubt));
    }
    Ok((district, database))
}

/// A key that is named and is none is refused also where the database is elsewhere and nothing needs it: whoever names it takes it to
/// be one, and would find that out when the district comes back into a file. One that is put away is not missed.
fn refuse_no_key(folder: &DataFolder, district: &Folder, database: &Database) -> Result<(), CommandError> {
    let is_unused = database.file().is_none() && folder.key_file.as_ref().is_some_and(|path| path.exists());
    if is_unused {
        district.database_key()?;
    }
    Ok(())
}

/// The address that was given, or that the environment names. A unit's empty line names none.
pub(super) fn said(given: Option<&str>) -> Option<String> {
    given.map(str::to_owned).or_else(|| env::var(ADDRESS).ok().filter(|named| !named.is_empty()))
}

/// The district's database: where the command says, the environment, or the folder.
pub(super) fn database(district: &Folder, given: Option<&str>) -> Result<Database, CommandError> {
    let Some(text) = said(given) else { return Ok(district.database()?) };
    let address = Address::parse(&text)?;
    if address.is_open_to_the_network() {
        tracing::warn!("the database is asked over the network in the clear: its password and who did what can be read there");
    }
    Ok(district.database_at(&address)?)
}
