//! `daylog-server restore`: a district out of a backup and its kit, and what is to be done next.

use daylog_backup::{
    folder::Folder,
    restore::{RestoreProblem, Restoring, key_place, restore},
};
use daylog_storage::district;

use super::{about, arguments::RestoreArguments, check_kit, messages::CommandError, open::said, output::print};

pub(super) fn run(arguments: &RestoreArguments) -> Result<(), CommandError> {
    about::set(&arguments.folder);
    let kit = check_kit::read(&arguments.kit)?;
    let database = said(arguments.database.as_deref());
    let restoring = Restoring {
        from: &arguments.from,
        kit: &kit,
        data: &arguments.folder.data,
        database: database.as_deref(),
        key_file: arguments.folder.key_file.as_deref(),
        purge_orders: &arguments.purge_orders,
        now: crate::clock::system().now(),
    };
    let restored = restore(&restoring).map_err(|problem| match problem {
        RestoreProblem::Kit(problem) => problem.into(),
        RestoreProblem::Backup(problem) => CommandError::restore(problem),
        RestoreProblem::Purge(problem) => CommandError::orders_of_restore(problem),
        RestoreProblem::Address(problem) => CommandError::no_address(problem),
    })?;
    let folder = Folder::with_key_file(restoring.data, restoring.key_file)?;
    let district = folder.database()?.read(district::read)?;
    let folder = arguments.folder.written();
    let made = district.settings.zone.local(restored.made_at).format("%Y-%m-%d %H:%M");
    print(&format!(
        "The district {} is restored in {} as it was on {made}, with {} logs.\n\
         {}\n\
         Next: daylog-server serve {folder} --listen ADDRESS:PORT. Phones send again what came after the backup.\n\
         Devices that were revoked after the backup must be revoked once more: daylog-server device list {folder}",
        district.name,
        restoring.data.display(),
        restored.logs,
        match restoring.database {
            None => format!("Its database has a new key: {}", key_place(&restoring).display()),
            Some(_) => "Its database is at the address that was named; the folder knows it.".to_owned(),
        },
    ));
    if let Some(problem) = restored.unproven {
        print(&format!("The kit could not prove that this backup is the district's own: {problem}. Compare what it holds."));
    }
    Ok(())
}
