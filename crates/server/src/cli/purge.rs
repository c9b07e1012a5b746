//! `daylog-server purge`: the content about one household goes, for good. Also what `retention --apply` shares with it.

use std::path::PathBuf;

use daylog_backup::{
    folder::Folder,
    purge_orders::{self, PURGE_ORDERS},
};
use daylog_district::purge::{
    order::Ordering,
    retention::{self, Due},
};
use daylog_domain::{ids::HouseholdId, text::shown};
use daylog_storage::Database;
use daylog_wire::purge::PurgeReason;
use serde::Serialize;

use super::{
    arguments::{Format, PurgeArguments, Reason},
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

#[derive(Serialize)]
pub(super) struct Report<'a> {
    pub(super) purged: bool,
    /// Entries that went, or would go.
    pub(super) entries: usize,
    pub(super) households: &'a [Due],
}

pub(super) fn run(arguments: &PurgeArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let due = retention::of_household(&database, &arguments.household)?.ok_or_else(|| CommandError::no_household(&arguments.household))?;
    let reason = match arguments.reason {
        Reason::HouseholdRemoved => PurgeReason::HouseholdRemoved,
        Reason::ByRequest => PurgeReason::ByRequest,
    };
    let due = [due];
    let went = if arguments.dry_run { None } else { Some(carry_out(&folder, &database, &due, reason, &arguments.backups)?) };
    report(&due, went, arguments.format)
}

/// Orders it, in the folder's file and beside the backups, and lets it go. Says how many entries went.
pub(super) fn carry_out(
    folder: &Folder,
    database: &Database,
    due: &[Due],
    reason: PurgeReason,
    backups: &[PathBuf],
) -> Result<usize, CommandError> {
    // Before anything is ordered, which cannot be taken back.
    if let Some(absent) = backups.iter().find(|backups| !backups.is_dir()) {
        return Err(CommandError::no_backups_folder(absent));
    }
    let keys = folder.keys()?;
    let own = folder.purge_orders();
    let beside: Vec<PathBuf> = backups.iter().map(|backups| backups.join(PURGE_ORDERS)).collect();
    purge_orders::level(database, &own, &keys.public())?;
    for path in &beside {
        purge_orders::level(database, path, &keys.public())?;
    }
    let files: Vec<_> = std::iter::once(&own).chain(&beside).map(PathBuf::as_path).collect();
    let households: Vec<HouseholdId> = due.iter().map(|due| due.id).collect();
    let ordering = Ordering { key: &keys.signing, reason, now: crate::clock::system().now() };
    Ok(purge_orders::purge(database, &ordering, &households, &files)?)
}

/// `went` is none after a dry run.
pub(super) fn report(due: &[Due], went: Option<usize>, format: Format) -> Result<(), CommandError> {
    let would = due.iter().map(|due| usize::try_from(due.entries()).unwrap_or(usize::MAX)).sum();
    if format == Format::Json {
        return print_json(&Report { purged: went.is_some(), entries: went.unwrap_or(would), households: due });
    }
    for due in due {
        let until = due.kept_until.map(|date| format!(", kept until {date}")).unwrap_or_default();
        print(&format!("{}/{} {}{until}", shown(&due.street), shown(&due.community), shown(&due.household)));
        for kind in &due.kinds {
            print(&format!("    {:<12} {:>6}  {} to {}", kind.kind, kind.entries, kind.first, kind.last));
        }
    }
    print(&match went {
        Some(went) => format!("{went} entries of {} households are gone, here and from every device at its next sync", due.len()),
        None => format!("{would} entries of {} households would go; nothing was changed", due.len()),
    });
    Ok(())
}
