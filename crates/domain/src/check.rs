//! Checks: what is owed on a day, computed from plan and quarantine and never stored.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use crate::{
    ids::{BadId, HouseholdId, PlanItemId, ResidentId},
    plan::CheckKind,
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
