//! Retention: whose content the district has kept for long enough, and how much that is. Changes nothing.

use daylog_domain::{
    entries::Content,
    ids::HouseholdId,
    time::{Date, Instant, Zone},
};
use daylog_storage::{Database, StorageError, district, households, purges, register};
use serde::Serialize;

/// A household whose time is over, or that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    #[serde(skip)]
    pub id: HouseholdId,
    pub street: String,
    pub community: String,
    pub household: String,
    /// The last day on which its content was to be kept; none when it goes for another reason.
    pub kept_until: Option<Date>,
    pub kinds: Vec<DueKind>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueKind {
    pub kind: &'static str,
    pub entries: u32,
    /// The days that the first and the last of them claim.
    pub first: Date,
    pub last: Date,
}

/// Every household whose content is to go by the district's setting, by street, community and code; none while it is off.
pub fn due(database: &Database, now: Instant) -> Result<Vec<Due>, StorageError> {
    let days = database.read(district::read)?.settings.retention.days;
    due_after(database, days, now)
}

/// The same, if content were kept for so many days.
pub fn due_after(database: &Database, days: Option<u16>, now: Instant) -> Result<Vec<Due>, StorageError> {
    let Some(days) = days else { return Ok(Vec::new()) };
    database.read(|db| {
        let settings = district::read(db)?.settings;
        let today = settings.zone.date_of(now);
        let mut kinds = purges::all_by_kind(db)?;
        let mut found = Vec::new();
        for stored in register::households(db)? {
            let kept_until = stored.household.content_ends(days);
            if kept_until.is_some_and(|last| last < today)
                && let Some(kinds) = kinds.remove(&stored.household.id.0)
            {
                found.push(described(&stored, kept_until, kinds, settings.zone));
            }
        }
        found.sort_by(|a, b| (&a.street, &a.community, &a.household).cmp(&(&b.street, &b.community, &b.household)));
        Ok(found)
    })
}

/// What is held of one household, whatever its time.
pub fn of_household(database: &Database, code: &str) -> Result<Option<Due>, StorageError> {
    database.read(|db| {
        let zone = district::read(db)?.settings.zone;
        let Some(stored) = households::by_code(db, code)? else { return Ok(None) };
        let kinds = purges::by_kind(db, stored.household.id.0)?;
        Ok(Some(described(&stored, None, kinds, zone)))
    })
}

fn described(stored: &households::StoredHousehold, kept_until: Option<Date>, kinds: Vec<purges::OfKind>, zone: Zone) -> Due {
    let household = &stored.household;
    let kinds = kinds.into_iter().map(|of| DueKind {
        kind: Content::name_of(of.kind),
        entries: of.entries,
        first: zone.date_of(of.first),
        last: zone.date_of(of.last),
    });
    Due {
        id: household.id,
        street: household.street.clone(),
        community: household.community.clone(),
        household: household.code.clone(),
        kept_until,
        kinds: kinds.collect(),
    }
}

impl Due {
    #[must_use]
    pub fn entries(&self) -> u32 {
        self.kinds.iter().map(|kind| kind.entries).sum()
    }
}
