//! `daylog-server clock`: what speaks for this machine's clock and against it, and the operator's word that it is right.

use daylog_backup::folder::Folder;
use daylog_storage::{Database, audit, times};

use super::{
    arguments::{ClockArguments, Format},
    looked::look,
    messages::{CommandError, clock as words},
    open,
    output::{print, print_json},
};

pub(super) fn run(arguments: &ClockArguments) -> Result<(), CommandError> {
    let folder = Folder::with_key_file(&arguments.folder.data, arguments.folder.key_file.as_deref())?;
    let database = open::database(&folder, None)?;
    if arguments.confirm {
        let now = crate::clock::system().now();
        database.write(|db| times::confirm(db, now, audit::COMMAND))?;
    }
    let looked = look(&database)?;
    if arguments.format == Format::Json {
        return print_json(&looked);
    }
    print(&words::report(&looked));
    Ok(())
}

/// What deletes by the date is not carried out by a clock in doubt.
pub(super) fn refuse_if_doubted(database: &Database) -> Result<(), CommandError> {
    let looked = look(database)?;
    if looked.doubt.is_some() { Err(words::refused(&looked)) } else { Ok(()) }
}
