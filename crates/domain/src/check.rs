//! Checks: what is owed on a day, computed from plan and quarantine and never stored.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use crate::{
    household::Household,
    ids::{BadId, HouseholdId, PlanItemId, ResidentId},
    plan::CheckKind,
    settings::Settings,
    time::{Date, Instant},
};

/// Names one obligation: plan item, household, resident (none for the door), day. Text form `2020-02-27.2.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(as = "String")]
pub struct CheckId {
    pub date: Date,
    pub item: PlanItemId,
    pub household: HouseholdId,
    pub resident: Option<ResidentId>,
}

/// One computed obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub id: CheckId,
    pub kind: CheckKind,
    pub opens_at: Instant,
    pub due_at: Instant,
    pub closes_at: Instant,
}

impl Check {
    /// Whether something that happened at `at` can satisfy it; both ends of the window belong to it.
    #[must_use]
    pub fn window_holds(&self, at: Instant) -> bool {
        self.opens_at <= at && at <= self.closes_at
    }
}

/// What is owed for `household` on `date`, by due time and then in the order of its residents.
///
/// Contact and temperature are owed to each resident who is in quarantine that day, the seal once as soon as anybody is.
#[must_use]
pub fn checks_on(household: &Household, settings: &Settings, date: Date) -> Vec<Check> {
    let residents: Vec<ResidentId> = household.running_on(date).map(|resident| resident.id).collect();
    if residents.is_empty() {
        return Vec::new();
    }
    let mut ordered = Vec::new();
    for item in &settings.plan {
        let due_at = settings.zone.at(date, item.at);
        let check = |resident| Check {
            id: CheckId { date, item: item.id, household: household.id, resident },
            kind: item.kind,
            opens_at: due_at.plus_minutes(-i64::from(settings.window.before_minutes)),
            due_at,
            closes_at: due_at.plus_minutes(i64::from(settings.window.after_minutes)),
        };
        if item.kind.is_per_resident() {
            ordered.extend(residents.iter().map(|resident| check(Some(*resident))).enumerate());
        } else {
            ordered.push((residents.len(), check(None)));
        }
    }
    ordered.sort_by_key(|(place, check)| (check.due_at, *place));
    ordered.into_iter().map(|(_, check)| check).collect()
}

/// What is owed for `household` from `first` to `last`, both included, day after day.
#[must_use]
pub fn checks_between(household: &Household, settings: &Settings, first: Date, last: Date) -> Vec<Check> {
    first.iter_days().take_while(|date| *date <= last).flat_map(|date| checks_on(household, settings, date)).collect()
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.date, self.item, self.household)?;
        self.resident.map_or(Ok(()), |resident| write!(f, ".{resident}"))
    }
}

impl FromStr for CheckId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut parts = text.split('.');
        let mut number = || parts.next().ok_or(BadId);
        let date = number()?.parse().map_err(|_| BadId)?;
        let item = number()?.parse().map_err(|_| BadId)?;
        let household = number()?.parse().map_err(|_| BadId)?;
        let resident = parts.next().map(str::parse).transpose().map_err(|_| BadId)?;
        if parts.next().is_some() { Err(BadId) } else { Ok(CheckId { date, item, household, resident }) }
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CheckId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
