//! The overview page: what was done, tried, missed, is unknown or still open, and what asks for somebody.

use std::collections::BTreeMap;

use daylog_domain::{
    assignment::Role,
    entries::{Alarm, Summary, seal::SealState, temperature::Celsius},
    ids::{CadreId, EntryId, HouseholdId, ResidentId},
    time::{Date, Instant, MinuteOfDay},
};
use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value},
};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CheckCounts, CommunityName, CoverageCounts, PageHead};

#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct Overview {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: PageHead,
    /// The server's clock, where it cannot be right: everything that came since is dated wrongly.
    pub clock: Option<ServerClock>,
    /// Set when only one community is shown.
    pub community: Option<CommunityName>,
    /// Households and people in quarantine on this day.
    pub households: u32,
    pub people: u32,
    pub coverage: CoverageCounts,
    /// Only hours in which checks are due, in order.
    pub by_hour: Vec<HourCoverage>,
    /// By street and name; communities without households in quarantine are left out. This list and those below hold their first
    /// rows, or as many as were asked for; how many there are stands beside each. Of more communities than there are first rows,
    /// those that lack the most come first.
    pub by_community: Vec<CommunityCoverage>,
    pub communities_total: u32,
    /// Readings at or above the threshold on this day that were not withdrawn, newest first; on today's page until noon also
    /// yesterday's after which nobody has measured.
    pub fevers: Vec<FeverRow>,
    pub fevers_total: u32,
    /// Entries of this day, and on today's page of days to come, that claimed a time still ahead when they were saved: they
    /// count for nothing until they are corrected, and somebody has to ask. By claimed time.
    pub ahead: Vec<AheadRow>,
    pub ahead_total: u32,
    /// Seals whose last word up to the end of this day is broken or missing, newest first.
    pub seals: Vec<SealRow>,
    pub seals_total: u32,
    /// Checks that are overdue, missed, unknown or only tried, by those who owe them, whoever is longest overdue first; after
    /// midnight also those of yesterday that are overdue while their window is still open. At most ten groups: `Attention` has all.
    pub overdue_groups: Vec<OverdueGroup>,
    pub overdue_groups_total: u32,
    /// How many checks that are.
    pub overdue_total: u32,
    /// Enrolled devices that have not reported for an hour or more, longest silent first; then cadres without a device.
    pub silent: Vec<SilentRow>,
    pub silent_total: u32,
    /// Devices of which two contents were signed for one number in the last fourteen days, newest first: the profile was
    /// copied or put back. Both contents are kept and nobody's work is lost, but somebody must ask.
    pub forks: Vec<ForkRow>,
    pub forks_total: u32,
    /// Households where somebody's last day is this day.
    pub ending: Vec<EndingRow>,
    pub ending_total: u32,
    /// Whether the server's disks have room.
    pub room: RoomNotice,
}

/// A list of the overview of which more rows can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OverviewList {
    Communities,
    Fevers,
    Ahead,
    Seals,
    Silent,
    Forks,
    Ending,
}

impl OverviewList {
    /// By the name that a question has for it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::deserialize(name.into_deserializer()).map_err(|_: value::Error| ()).ok()
    }
}

/// How many rows of a list are asked for, at most.
pub type OverviewRows = BTreeMap<OverviewList, usize>;

/// How much room there is on the server's disks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RoomNotice {
    pub district: Room,
    /// `12.3 GB`, where it is known.
    pub free_text: Option<String>,
    /// Of the folder for backups; enough where this server makes none.
    pub backups: Room,
    pub backups_free_text: Option<String>,
}

/// A server's clock that contradicts what is kept and what devices say. Times are local text with the date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct ServerClock {
    pub is_behind: bool,
    pub shows_text: String,
    /// What the time is taken to be.
    pub taken_text: String,
    /// The last time before it was in doubt.
    pub right_until_text: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct HourCoverage {
    /// 0..=23, local, of the check's due time.
    pub hour: u8,
    pub coverage: CoverageCounts,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct CommunityCoverage {
    pub community: CommunityName,
    pub households: u32,
    pub people: u32,
    pub checks: CheckCounts,
}

/// Whom to ask: a cadre with office, phone and, where known, how fresh their data is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Contactable {
    #[schema(value_type = u32)]
    pub cadre: CadreId,
    pub name: String,
    pub office: String,
    pub phone: Option<String>,
    #[schema(value_type = String, example = "cadre")]
    pub role: Role,
    /// Up to when every device of this cadre has reported a complete log; none: at least one never did, or there is no device.
    #[schema(value_type = Option<i64>)]
    pub data_as_of: Option<Instant>,
    pub data_as_of_text: Option<String>,
    /// Whether the cadre has an enrolled device at all.
    pub has_device: bool,
}

/// Which door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Door {
    #[schema(value_type = u32)]
    pub household: HouseholdId,
    pub code: String,
    pub community: CommunityName,
    pub address: String,
}

/// Which entry asks for somebody: where, about whom, and when by its claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct EntryHead {
    #[schema(value_type = String)]
    pub entry: EntryId,
    pub door: Door,
    /// None where it is about the door.
    #[schema(value_type = Option<u32>)]
    pub resident: Option<ResidentId>,
    pub resident_name: Option<String>,
    #[schema(value_type = i64)]
    pub at: Instant,
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[schema(value_type = String, example = "20:15")]
    pub minute: MinuteOfDay,
    /// Its time is the earliest that it can have been: the phone did not know how late it was.
    pub is_uncertain: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct FeverRow {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: EntryHead,
    pub phone: Option<String>,
    #[schema(value_type = String, example = "37.8")]
    pub celsius: Celsius,
    #[schema(value_type = i64)]
    pub received_at: Instant,
    /// The cadre who logged it.
    pub cadre: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AheadRow {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: EntryHead,
    #[schema(value_type = String, example = "temperature")]
    pub kind: String,
    #[schema(value_type = Option<String>, example = "fever")]
    pub alarm: Option<Alarm>,
    #[schema(value_type = Object)]
    pub summary: Summary,
    /// When it was saved, as local text with date.
    pub recorded_text: String,
    /// Who logged it, to be asked.
    pub cadre: Contactable,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct SealRow {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: EntryHead,
    #[schema(value_type = String, example = "broken")]
    pub state: SealState,
    pub note: Option<String>,
    pub cadre: String,
}

/// The overdue checks that the same cadres owe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OverdueGroup {
    /// Names those who owe them: by this `Attention` can be narrowed.
    pub key: String,
    pub owed_by: Vec<Contactable>,
    pub checks: u32,
    pub households: u32,
    pub people: u32,
    pub longest_minutes: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct SilentRow {
    pub cadre: Contactable,
    /// The device, where there is one.
    pub device: Option<u32>,
    #[schema(value_type = Option<i64>)]
    pub last_seen: Option<Instant>,
    pub last_seen_text: Option<String>,
    /// What the device said it still had to send, at its last word.
    pub pending: u32,
    pub households: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct ForkRow {
    pub cadre: Contactable,
    pub device: u32,
    #[schema(value_type = i64)]
    pub found_at: Instant,
    pub found_text: String,
    pub households: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct EndingRow {
    pub door: Door,
    pub names: Vec<String>,
    pub days: u16,
    /// Who looks after the household, the responsible ones first.
    pub cadres: Vec<String>,
}

/// How much room there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    #[default]
    Enough,
    /// Little enough that somebody should make more.
    Low,
    /// Nothing can be written: devices keep what they have until there is room.
    Full,
}
