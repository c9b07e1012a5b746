//! The dashboard's pages, computed from what is held and the present time: domain rules give the states, this folder the shapes.

mod ahead;
mod alerts;
mod branches;
mod day;
mod list;
mod me;
mod overnight;
mod overview;
mod page;
mod people;
mod resolved;
mod rows;
mod text;

use daylog_domain::{
    places::Place,
    time::{Date, Zone},
};
use daylog_storage::{StorageError, district, feed};

pub use branches::{BranchRow, branches};
pub use list::{ListQuery, household_list, read_cursor};
pub use me::me;
pub use page::household_page;
pub use rows::{bounds_of, diary};
pub use text::size;

use crate::{
    District,
    clock::watch::Time,
    overview_cache::Key,
    types::{Overview, ServerClock},
};

/// How many overdue checks the overview lists where no other number is asked for.
pub const OVERDUE_ROWS: u32 = 200;

/// The overview, computed again only when something changed or a minute passed.
pub fn cached_overview(district: &District, place: Place, date: Option<Date>) -> Result<Overview, StorageError> {
    overview_with(district, place, date, OVERDUE_ROWS)
}

/// The same with at most `rows` overdue checks listed.
pub fn overview_with(district: &District, place: Place, date: Option<Date>, rows: u32) -> Result<Overview, StorageError> {
    let time = district.time();
    let now = time.now;
    district.database.read(|db| {
        let zone = district::read(db)?.settings.zone;
        let clock = server_clock(time, zone);
        let date = date.unwrap_or_else(|| zone.date_of(now));
        let key = Key { place, date, rows, minute: now.0.div_euclid(60_000), changes: feed::changes(db)? };
        if let Some(found) = district.overviews.get(&key) {
            return Ok(Overview { clock, ..found });
        }
        let overview = overview::overview(db, place, date, rows, now)?;
        district.overviews.put(key, overview.clone());
        Ok(Overview { clock, ..overview })
    })
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
