//! `daylog-server retention`: the district's setting, what it lets go, and letting it go.

use daylog_domain::settings::Retention;
use daylog_wire::purge::PurgeReason;

use super::{
    arguments::{Days, Format, RetentionArguments},
    messages::Mend,
    open, print, purge,
};
use crate::{
    clock::Clock,
    purge::retention,
    storage::{
        StorageError,
        sqlite::{Database, audit, district, feed::Feed},
    },
};

pub(super) fn run(arguments: &RetentionArguments) -> Result<(), Mend> {
    let (folder, database) = open(&arguments.place)?;
    if arguments.days.is_some() || arguments.phone_days.is_some() {
        set(&database, arguments.days, arguments.phone_days)?;
    }
    if arguments.format == Format::Text {
        let Retention { days, phone_days } = database.read(district::read)?.settings.retention;
        let said = |days: Option<u16>| days.map_or("off".to_owned(), |days| format!("{days} days after the last quarantine"));
        print(&format!("content is kept: {}; on phones: {}", said(days), said(phone_days)));
    }
    let due = retention::due(&database, Clock::system().now())?;
    let went =
        if arguments.apply { Some(purge::carry_out(&folder, &database, &due, PurgeReason::Retention, &arguments.backups)?) } else { None };
    if arguments.apply || arguments.dry_run { purge::report(&due, went, arguments.format) } else { Ok(()) }
}

fn set(database: &Database, days: Option<Days>, phone_days: Option<Days>) -> Result<(), Mend> {
    let now = Clock::system().now();
    let is_set = database.write(|transaction| {
        let mut settings = district::read(transaction)?.settings;
        let before = settings.retention;
        settings.retention =
            Retention { days: days.map_or(before.days, |days| days.0), phone_days: phone_days.map_or(before.phone_days, |days| days.0) };
        let Retention { days, phone_days } = settings.retention;
        if days.zip(phone_days).is_some_and(|(days, phone_days)| phone_days > days) {
            return Ok(false);
        }
        if settings.retention != before {
            let mut feed = Feed::begin(transaction)?;
            district::set_settings(transaction, &mut feed, &settings)?;
            feed.finish(transaction)?;
            let said = |days: Option<u16>| days.map_or("off".to_owned(), |days| days.to_string());
            let detail = format!("days {}, phone days {}", said(days), said(phone_days));
            audit::insert(transaction, now, "command", "retention_set", &detail)?;
        }
        Ok::<_, StorageError>(true)
    })?;
    if is_set { Ok(()) } else { Err(Mend::phones_longer()) }
}
