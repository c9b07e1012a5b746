//! What handing households over asks for, and whom they can be given to.

use daylog_domain::{assignment::Role, ids::CadreId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Manner;

/// Households for another cadre: for good, or for a time after which all is as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct HandOver {
    /// Which households, at most 1000. Those where nobody is in quarantine any more are left out.
    pub households: Vec<u32>,
    /// To which cadre.
    pub to: u32,
    /// Whose place is taken; left out, that of everybody in this role.
    pub of: Option<u32>,
    /// Where it is left out: that of whom is relieved, or of whoever owes the checks.
    #[schema(value_type = Option<String>, example = "cadre")]
    pub role: Option<Role>,
    /// As local text such as `2020-03-02T20:41`; now where it is left out.
    pub from: Option<String>,
    /// As local text; for good where it is left out.
    pub until: Option<String>,
    /// Why, for the history; at most 400 characters. Phones do not show it.
    pub note: Option<String>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub manner: Manner,
}

/// Whom households can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Assignees {
    /// Those who look after households here first, by how few they have. A search finds others by their full name only, unless
    /// the whole district asks.
    pub rows: Vec<Assignee>,
    /// There are more of them than are listed.
    pub more: bool,
    /// When the night is over, as local text: until then somebody is covered tonight.
    #[schema(example = "2020-03-03T08:00")]
    pub morning: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Assignee {
    #[schema(value_type = u32)]
    pub cadre: CadreId,
    pub name: String,
    pub office: String,
    /// None where it is not told: of a cadre who looks after nobody in the account's place.
    pub has_device: Option<bool>,
    /// When a phone of theirs was last heard, as local text; told of the same.
    pub heard_text: Option<String>,
    /// What they look after here now, in whatever role.
    pub households: u32,
    pub people: u32,
}
