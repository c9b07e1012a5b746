//! `daylog-server certificate` and `directory`: the next authority, and what devices are told of it.

use daylog_backup::{
    ca_rotation::Stage,
    folder::{Folder, FolderProblem},
};
use daylog_district::directory::{self, Published};
use daylog_storage::{Database, devices, district, files::write_new_private};

use super::{
    about::command,
    arguments::{CertificateCommand, DataFolder, DirectoryArguments},
    invite,
    messages::CommandError,
    open::open,
    output::print,
    qr,
};

pub(super) fn directory(arguments: &DirectoryArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let text = published(&folder, &database)?.signed.to_text();
    if let Some(file) = &arguments.to {
        return write_new_private(file, format!("{text}\n").as_bytes()).map_err(|error| CommandError::directory_not_written(file, &error));
    }
    print(&text);
    if arguments.qr {
        qr::show(&text, &format!("Give it as a file: {} writes one.", command("directory --to FILE")))?;
    }
    Ok(())
}

pub(super) fn run(command: &CertificateCommand) -> Result<(), CommandError> {
    match command {
        CertificateCommand::Status(arguments) => status(&arguments.folder),
        CertificateCommand::Announce(arguments) => announce(&arguments.folder),
        CertificateCommand::Switch { folder, even_so } => switch(folder, *even_so),
        CertificateCommand::Retire(arguments) => retire(&arguments.folder),
    }
}

fn status(folder: &DataFolder) -> Result<(), CommandError> {
    let (folder, database) = open(folder)?;
    let stage = match folder.stage() {
        Stage::Alone => "One authority holds; no other is announced.",
        Stage::Announced => "The next authority is announced; the present one is still shown.",
        Stage::Switched => "The new authority is shown; the old one is still named.",
    };
    let (without, all) = unheard(&folder, &database)?;
    print(&format!("{stage}\n{} of {all} devices hold the present directory.", all - without));
    Ok(())
}

fn announce(folder: &DataFolder) -> Result<(), CommandError> {
    let (folder, database) = open(folder)?;
    if folder.stage() != Stage::Alone {
        return Err(CommandError::new(
            "Nothing was changed.",
            "an authority is announced already, or the old one is still named",
            format!("See {}.", command("certificate status")),
        ));
    }
    folder.announce_next()?;
    let number = published(&folder, &database)?.number;
    print(&format!(
        "The next authority is announced in directory {number}.\n\
         Restart the server: devices hear of it with their next sync. Make a backup right after you switch: it carries the new authority.\n\
         {} counts the devices that have heard; {} follows when all have.",
        command("certificate status"),
        command("certificate switch"),
    ));
    Ok(())
}

fn switch(folder: &DataFolder, even_so: bool) -> Result<(), CommandError> {
    let (folder, database) = open(folder)?;
    if folder.stage() != Stage::Announced {
        return Err(CommandError::new(
            "Nothing was changed.",
            "no authority is announced",
            format!("Run {} first.", command("certificate announce")),
        ));
    }
    let (without, all) = unheard(&folder, &database)?;
    if without > 0 && !even_so {
        let why = format!("{without} of {all} devices have not heard of the next authority and could not sync any more");
        return Err(CommandError::new(
            "Nothing was changed.",
            &why,
            format!("Wait for their sync, revoke those that are lost, or give each the text of {} by hand.", command("directory")),
        ));
    }
    folder.switch_authority()?;
    published(&folder, &database)?;
    print("The new authority is shown from the server's next start on. Open invites name the old one: make new ones.");
    Ok(())
}

fn retire(folder: &DataFolder) -> Result<(), CommandError> {
    let (folder, database) = open(folder)?;
    if folder.stage() != Stage::Switched {
        return Err(CommandError::new(
            "Nothing was changed.",
            "no old authority is named",
            format!("See {}.", command("certificate status")),
        ));
    }
    folder.retire_old_authority()?;
    published(&folder, &database)?;
    print("The old authority is named no more from the server's next start on.");
    Ok(())
}

pub(super) fn unheard(folder: &Folder, database: &Database) -> Result<(u32, u32), CommandError> {
    let number = published(folder, database)?.number;
    Ok(database.read(|db| devices::without_directory(db, number)).map_err(FolderProblem::from)?)
}

pub(super) fn published(folder: &Folder, database: &Database) -> Result<Published, CommandError> {
    let named = database.read(district::read).map_err(FolderProblem::from)?.addresses;
    let addresses = invite::addresses(folder, named);
    Ok(directory::publish(database, &folder.keys()?, &addresses).map_err(FolderProblem::from)?)
}
