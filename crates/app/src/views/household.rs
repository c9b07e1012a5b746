//! One household's page.

use daylog_domain::{
    assignment::Assignment,
    coverage::CheckState,
    entries::{seal::SealState, temperature::Celsius},
    household::Household,
    ids::ResidentId,
    plan::CheckKind,
    time::{Date, Instant, MinuteOfDay},
};
pub use daylog_domain::{
    coverage::{StripDay, StripState},
    readings::CurvePoint,
};
use serde::Serialize;
use ts_rs::TS;

use super::{
    diary::Line,
    due::{DueRow, OpenErrand},
};

#[derive(Debug, Clone, Serialize, TS)]
pub struct HouseholdView {
    pub household: Household,
    /// The device's best "now", and its minute of `today`.
    pub now: Instant,
    pub minute: MinuteOfDay,
    pub today: Date,
    /// Who looks after it now, the responsible cadre first.
    pub assignments: Vec<Assignment>,
    pub day: Option<u16>,
    pub days: u16,
    pub seal: Option<SealState>,
    /// Whether an entry that stands says that the household was given the privacy notice.
    pub privacy_notice: bool,
    /// One per resident: two rows of seven on the phone.
    pub strips: Vec<Strip>,
    pub curves: Vec<Curve>,
    /// Today's checks of this household.
    pub checks: Vec<DueRow>,
    pub errands: Vec<OpenErrand>,
    /// All entries, newest first.
    pub timeline: Vec<Line>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Strip {
    pub resident: ResidentId,
    pub name: String,
    pub days: Vec<StripDay>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Curve {
    pub resident: ResidentId,
    pub fever_from: Celsius,
    /// The newest, oldest first.
    pub points: Vec<CurvePoint>,
}

/// The state of one check, for the CLI's `today`.
#[derive(Debug, Clone, Serialize)]
pub struct TodayRow {
    pub check: String,
    pub kind: CheckKind,
    pub household: String,
    pub resident: Option<String>,
    pub due_at: String,
    pub state: CheckState,
}
