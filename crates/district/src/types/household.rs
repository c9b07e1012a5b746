//! The list of households, and one household's page.

use daylog_domain::{
    check::CheckId,
    clocks::Bounds,
    coverage::CheckState,
    entries::{
        Alarm, Content, LateReason, Outcome, Summary,
        errand::{Item, Step},
        seal::SealState,
        temperature::Celsius,
    },
    household::Resident,
    ids::{EntryId, HouseholdId, ResidentId},
    places::Premises,
    plan::CheckKind,
    readings::CurvePoint,
    time::{Date, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{ChangeRow, CommunityName, Contactable, CoverageCounts, Door, PageHead};

/// Which households a figure of the overview leads to: those in quarantine on the day, or with checks that stand so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    InQuarantine,
    Done,
    Tried,
    Missed,
    Unknown,
    NotAssigned,
    Open,
}

/// One page of households, ordered by street, community and code.
#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct HouseholdList {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: PageHead,
    pub rows: Vec<HouseholdRow>,
    /// Sent back as `after` for the next page; none at the end.
    pub next: Option<String>,
    /// How many households match in all, and how many people live in them.
    pub households: u32,
    pub people: u32,
    /// The communities that this account may choose from.
    pub communities: Vec<CommunityName>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct HouseholdRow {
    pub door: Door,
    pub residents: Vec<String>,
    /// The furthest day of quarantine of its residents on the asked date; none when it is over or has not begun.
    pub day: Option<u16>,
    pub days: u16,
    pub cadres: Vec<String>,
    pub coverage: CoverageCounts,
    #[schema(value_type = Option<String>, example = "intact")]
    pub seal: Option<SealState>,
    /// The last reading of the asked day.
    #[schema(value_type = Option<String>, example = "36.5")]
    pub celsius: Option<Celsius>,
    pub fever: bool,
}

/// One household's page for one date.
#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct HouseholdPage {
    pub door: Door,
    pub guarantor: Option<String>,
    pub guarantor_workplace: Option<String>,
    /// What was changed of it and its residents, the newest first, at most 100.
    pub changes: Vec<ChangeRow>,
    /// The newest change, for acts that are to be refused where there is a newer one; 0 where there was none.
    pub seen: i64,
    #[schema(value_type = Vec<Object>)]
    pub residents: Vec<Resident>,
    /// Active on the asked date or later, the responsible cadre first.
    pub cadres: Vec<Contactable>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: PageHead,
    pub day: Option<u16>,
    pub days: u16,
    #[schema(value_type = Option<String>, example = "intact")]
    pub seal: Option<SealState>,
    /// One per resident, every day of the quarantine.
    pub strips: Vec<PageStrip>,
    pub curves: Vec<PageCurve>,
    /// The asked date's checks, by time and resident.
    pub checks: Vec<PageCheck>,
    /// Errands that are asked or accepted and not yet done or declined.
    pub errands: Vec<PageErrand>,
    /// Entries newest first, at most 500; those of the asked date are always among them.
    pub timeline: Vec<EntryRow>,
    /// Set when there are older entries than the timeline shows.
    pub has_older: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct PageStrip {
    #[schema(value_type = u32)]
    pub resident: ResidentId,
    pub name: String,
    pub days: Vec<PageStripDay>,
}

/// One day of the strip; same shape as on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct PageStripDay {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    pub day: u16,
    pub state: PageStripState,
    #[schema(value_type = Option<String>, example = "36.5")]
    pub highest: Option<Celsius>,
    pub fever: bool,
    pub done: u16,
    pub total: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageStripState {
    /// Still to come, or today with nothing closed yet.
    Later,
    /// Every closed check was done.
    Done,
    /// Nothing missed, something only tried.
    Tried,
    Missed,
    Unknown,
    /// Nobody was responsible for what was due; the rest, if anything, was done.
    NotAssigned,
    /// A reading at or above the threshold outranks all.
    Fever,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct PageCurve {
    #[schema(value_type = u32)]
    pub resident: ResidentId,
    pub name: String,
    #[schema(value_type = String, example = "37.3")]
    pub fever_from: Celsius,
    /// At most 56, oldest first.
    pub points: Vec<PageCurvePoint>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct PageCurvePoint {
    #[schema(value_type = i64)]
    pub at: Instant,
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[schema(value_type = String, example = "10:50")]
    pub minute: MinuteOfDay,
    #[schema(value_type = String, example = "36.5")]
    pub celsius: Celsius,
    pub fever: bool,
}

impl From<CurvePoint> for PageCurvePoint {
    fn from(CurvePoint { at, date, minute, celsius, fever }: CurvePoint) -> Self {
        PageCurvePoint { at, date, minute, celsius, fever }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct PageCheck {
    #[schema(value_type = String, example = "2020-02-27.2.1.1")]
    pub check: CheckId,
    #[schema(value_type = String, example = "temperature")]
    pub kind: CheckKind,
    #[schema(value_type = String, example = "done")]
    pub state: CheckState,
    #[schema(value_type = String, example = "10:50")]
    pub due: MinuteOfDay,
    #[schema(value_type = Option<u32>)]
    pub resident: Option<ResidentId>,
    pub resident_name: Option<String>,
    /// The entry that satisfied it (done or tried).
    #[schema(value_type = Option<String>)]
    pub entry: Option<EntryId>,
    pub late: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct PageErrand {
    #[schema(value_type = String)]
    pub errand: EntryId,
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<Item>,
    #[schema(value_type = String, example = "asked")]
    pub step: Step,
    #[schema(value_type = i64)]
    pub asked_at: Instant,
    pub asked_text: String,
}

/// One entry as a line for people, with the times that an inspector looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct EntryRow {
    #[schema(value_type = String)]
    pub entry: EntryId,
    /// What it is about: a household or a place; neither where a later version wrote it, to be read after an update.
    #[schema(value_type = Option<u32>)]
    pub household: Option<HouseholdId>,
    #[schema(value_type = Option<Object>, example = json!({"kind": "building", "id": 7}))]
    pub place: Option<Premises>,
    #[schema(value_type = Option<u32>)]
    pub resident: Option<ResidentId>,
    pub resident_name: Option<String>,
    /// `contact`, `temperature`, `seal`, `errand`, `note` or `unknown`.
    pub kind: String,
    #[schema(value_type = String, example = "done")]
    pub outcome: Outcome,
    #[schema(value_type = Option<String>, example = "fever")]
    pub alarm: Option<Alarm>,
    /// A key of the catalogues under `summary.` and its values.
    #[schema(value_type = Object)]
    pub summary: Summary,
    #[schema(value_type = Object)]
    pub content: Content,
    pub note: Option<String>,
    /// Who logged it.
    pub cadre: String,
    /// When it happened, as the cadre claims, in the newest correction.
    #[schema(value_type = i64)]
    pub at: Instant,
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[schema(value_type = String, example = "10:50")]
    pub minute: MinuteOfDay,
    /// When it was saved, as local text with date, and between which instants that can be proven.
    pub recorded_text: String,
    #[schema(value_type = Object)]
    pub bounds: Bounds,
    #[schema(value_type = i64)]
    pub received_at: Instant,
    pub received_text: String,
    #[schema(value_type = Option<String>, example = "busy")]
    pub late: Option<LateReason>,
    pub is_late: bool,
    /// It claims a time that lay ahead when it was saved: it counts for nothing until it is corrected.
    pub ahead: bool,
    /// Its time is the earliest that it can have been: the phone did not know how late it was.
    pub is_uncertain: bool,
    pub corrected: bool,
    pub withdrawn: bool,
    /// The amendments, oldest first; empty when it was never amended.
    pub history: Vec<EntryChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct EntryChange {
    #[schema(value_type = String)]
    pub entry: EntryId,
    pub change: EntryChangeKind,
    pub recorded_text: String,
    pub received_text: String,
    #[schema(value_type = Object)]
    pub summary: Summary,
    pub claimed_text: String,
    pub note: Option<String>,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryChangeKind {
    Saved,
    Corrected,
    Withdrawn,
}
