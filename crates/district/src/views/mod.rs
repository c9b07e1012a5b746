//! The dashboard's pages, computed from what is held and the present time: domain rules give the states, this folder the shapes.

mod ahead;
mod alerts;
mod assignees;
mod attention;
mod branches;
mod changes;
mod day;
mod list;
mod me;
mod overdue;
mod overdue_work;
mod overnight;
mod overview;
mod page;
mod pages;
mod people;
pub(crate) mod roles;
mod rows;
mod text;

use daylog_domain::{
    places::Place,
    time::{Date, Zone},
};
use daylog_storage::{StorageError, district, feed};

pub use assignees::assignees;
pub use attention::{AttentionQuery, attention};
pub use branches::{BranchRow, branches};
pub use changes::changes;
pub use list::{ListQuery, household_list, read_cursor};
pub use me::me;
pub use overdue_work::overdue_work;
pub use page::household_page;
pub use rows::{bounds_of, diary};
pub use text::size;
pub(crate) use text::{date_and_time, time_or_date};

use crate::{
    District,
    clock::watch::Time,
    overview_cache::Key,
    types::{Overview, OverviewRows, ServerClock},
};

/// The overview with the first rows of each list, computed again only when something changed or a minute passed. `rows` says
/// of which lists how many are given instead.
pub fn overview(district: &District, place: Place, date: Option<Date>, rows: &OverviewRows) -> Result<Overview, StorageError> {
    let time = district.time();
    let (settings, changes) = district.database.read(|db| Ok::<_, StorageError>((district::read(db)?.settings, feed::changes(db)?)))?;
    let clock = server_clock(time, settings.zone);
    let date = date.unwrap_or_else(|| settings.zone.date_of(time.now));
    let key = Key { place, date, rows: rows.clone(), minute: time.now.0.div_euclid(60_000), changes };
    if let Some(found) = district.overviews.get(&key) {
        return Ok(Overview { clock, ..found });
    }
    let overview = pages::with_day(district, place, Some(date), |db, register, day, yesterday| {
        overview::overview(db, register, place, rows, day, yesterday)
    })?;
    district.overviews.put(key, overview.clone());
    Ok(Overview { clock, ..overview })
}

fn server_clock(time: Time, zone: Zone) -> Option<ServerClock> {
    let doubt = time.doubt?;
    Some(ServerClock {
        is_behind: doubt.behind_ms > 0,
        shows_text: text::date_and_time(zone, time.now),
        taken_text: text::date_and_time(zone, time.trusted()),
        right_until_text: time.right_until.map(|at| text::date_and_time(zone, at)),
    })
}
