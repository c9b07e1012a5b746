//! Opening the district that a command is about.

use std::io::{self, Write};

use daylog_backup::folder::Folder;
use daylog_storage::Database;

use super::{
    about,
    arguments::DataFolder,
    looked,
    messages::{self, CommandError},
};

/// Opens it, and says on standard error where this machine's clock cannot be right.
pub(super) fn open(folder: &DataFolder) -> Result<(Folder, Database), CommandError> {
    about::set(folder);
    let district = Folder::with_key_file(&folder.data, folder.key_file.as_deref())?;
    let database = district.database()?;
    if let Some((looked, doubt)) = looked::look(&database).ok().and_then(|looked| Some((looked.clone(), looked.doubt?))) {
        let _written = writeln!(io::stderr(), "{}", messages::clock::note(&looked, doubt));
    }
    Ok((district, database))
}
