//! The attention page: every check that asks for somebody, by those who owe it.

use daylog_domain::{
    check::CheckId,
    coverage::CheckState,
    plan::CheckKind,
    time::{Date, MinuteOfDay},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{CommunityName, Contactable, Door, PageHead};

/// The states in which a check asks for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskingState {
    Overdue,
    Missed,
    Unknown,
    Tried,
}

#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct Attention {
    #[serde(flatten)]
    #[ts(flatten)]
    pub head: PageHead,
    /// Set when only one community is shown.
    pub community: Option<CommunityName>,
    /// Of the asked hour and community, in every state and whoever owes them.
    pub states: AskingCounts,
    /// Of what is asked for in full: how many there are, and behind how many doors and people.
    pub checks: u32,
    pub households: u32,
    pub people: u32,
    /// Whoever is longest overdue first, as many as have room for the asked number of rows.
    pub groups: Vec<AttentionGroup>,
    /// How many rows stand in the groups.
    pub rows: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AskingCounts {
    pub all: u32,
    pub overdue: u32,
    pub missed: u32,
    pub unknown: u32,
    pub tried: u32,
}

/// The checks that the same cadres owe; all are counted, whether or not they have room here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AttentionGroup {
    /// Names those who owe them: by this the page can be narrowed.
    pub key: String,
    /// The cadres whose role owes these checks.
    pub owed_by: Vec<Contactable>,
    pub checks: u32,
    pub households: u32,
    pub people: u32,
    /// Longest overdue first.
    pub rows: Vec<OverdueRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OverdueRow {
    #[schema(value_type = String, example = "2020-02-27.2.1.1")]
    pub check: CheckId,
    #[schema(value_type = String, example = "temperature")]
    pub kind: CheckKind,
    #[schema(value_type = String, example = "overdue")]
    pub state: CheckState,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[schema(value_type = String, example = "10:50")]
    pub due: MinuteOfDay,
    pub minutes_overdue: u32,
    pub door: Door,
    /// None for a check of the door.
    pub resident_name: Option<String>,
}
