//! Sign-in and who is signed in.

use daylog_domain::{
    access::Action,
    time::{Date, Instant, Zone},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What the sign-in page sends.
#[derive(Clone, Deserialize, TS, ToSchema)]
pub struct SignIn {
    pub name: String,
    pub password: String,
}

/// What an account may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    /// Everything that this server serves.
    District,
    /// The own community only.
    Secretary,
}

/// Who is signed in, and what the district is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct DistrictMe {
    pub name: String,
    pub role: AccountRole,
    /// The secretary's own community.
    pub community: Option<CommunityName>,
    pub district: String,
    #[schema(value_type = String, example = "Asia/Shanghai")]
    pub zone: Zone,
    #[schema(value_type = i64)]
    pub now: Instant,
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// The example district of a development build, whose clock is its own.
    pub example: bool,
    /// What the account may do at all, by the table of access; where, each answer keeps to.
    #[schema(value_type = Vec<String>, example = json!(["edit_household"]))]
    pub may: Vec<Action>,
}

/// One community and the street that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS, ToSchema)]
pub struct CommunityName {
    /// Names the community in addresses of this interface.
    pub id: u32,
    pub street: String,
    pub name: String,
}
