//! `daylog-server retention`: the district's setting, what it lets go, and letting it go.

use daylog_district::purge::retention;
use daylog_domain::settings::Retention;
use daylog_storage::{Database, audit, district, feed::Feed};
use daylog_wire::purge::PurgeReason;

use super::{
    arguments::{Format, RetentionArguments},
    clock,
    messages::CommandError,
    open::open,
    output::print,
    purge,
};

pub(super) fn run(arguments: &RetentionArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let before = database.read(district::read)?.settings.retention;
    let asked = Retention {
        days: arguments.days.map_or(before.days, |days| days.0),
        phone_days: arguments.phone_days.map_or(before.phone_days, |days| days.0),
    };
    if asked.days.zip(asked.phone_days).is_some_and(|(days, phone_days)| phone_days > days) {
        return Err(CommandError::phones_longer());
    }
    // A dry run looks at what would be, and sets nothing.
    if asked != before && !arguments.dry_run {
        set(&database, asked)?;
    }
    if arguments.format == Format::Text {
        let said = |days: Option<u16>| days.map_or("without end".to_owned(), |days| format!("{days} days after the last quarantine"));
        let would = if asked != before && arguments.dry_run { "would be" } else { "is" };
        print(&format!("content {would} kept: {}; on phones: {}", said(asked.days), said(asked.phone_days)));
    }
    let due = retention::due_after(&database, asked.days, crate::clock::system().now())?;
    if arguments.apply {
        clock::refuse_if_doubted(&database)?;
    }
    let went =
        if arguments.apply { Some(purge::carry_out(&folder, &database, &due, PurgeReason::Retention, &arguments.backups)?) } else { None };
    if arguments.apply || arguments.dry_run { purge::report(&due, went, arguments.format) } else { Ok(()) }
}

fn set(database: &Database, asked: Retention) -> Result<(), CommandError> {
    let now = crate::clock::system().now();
    database.write(|db| {
        let mut settings = district::read(db)?.settings;
        settings.retention = asked;
        let mut feed = Feed::begin(db)?;
        district::set_settings(db, &mut feed, &settings)?;
        feed.finish(db)?;
        let said = |days: Option<u16>| days.map_or("off".to_owned(), |days| days.to_string());
        let detail = format!("days {}, phone days {}", said(asked.days), said(asked.phone_days));
        audit::insert(db, now, "command", "retention_set", &detail)
    })?;
    Ok(())
}
