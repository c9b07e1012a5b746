//! Accounts: signing in, who is signed in, what is made and changed.

use daylog_domain::{
    access::{Action, RoleName},
    time::{Date, Instant, Zone},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What the sign-in page sends; the last two where the answer before asked for them.
#[derive(Clone, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct SignIn {
    pub name: String,
    pub password: String,
    /// Six digits of the phone, or a recovery code.
    #[schema(nullable = false)]
    pub code: Option<String>,
    /// The password that the account is to have from now on.
    #[schema(nullable = false)]
    pub new_password: Option<String>,
}

/// What a phone's authenticator program is given once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct SecondFactorSetUp {
    /// To be typed where no camera is at hand; base 32.
    pub secret: String,
    /// `otpauth://…`, which the QR code holds.
    pub address: String,
    /// The QR code: its dark modules as the path of an SVG, in a square of `size`, its quiet zone within.
    pub path: String,
    pub size: u32,
}

/// Who is signed in, and what the district is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct DistrictMe {
    pub name: String,
    /// As what the session is used.
    #[schema(value_type = String, example = "secretary")]
    pub role: RoleName,
    /// Where the role is held, if not in the whole district.
    pub street: Option<StreetName>,
    pub community: Option<CommunityName>,
    /// Every role that the account holds now, the present one too.
    pub roles: Vec<AccountRole>,
    /// What the role may do to anything at all.
    #[schema(value_type = Vec<String>, example = json!(["see_counts"]))]
    pub may: Vec<Action>,
    pub has_second_factor: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    pub district: String,
    #[schema(value_type = String, example = "Asia/Shanghai")]
    pub zone: Zone,
    #[schema(value_type = i64)]
    pub now: Instant,
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// The example district of a development build, whose clock is its own.
    pub example: bool,
}

/// One community and the street that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS, ToSchema)]
pub struct CommunityName {
    /// Names the community in addresses of this interface.
    pub id: u32,
    pub street: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS, ToSchema)]
pub struct StreetName {
    pub id: u32,
    pub name: String,
}

/// A role with where and how long it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AccountRole {
    #[schema(value_type = i64)]
    #[ts(type = "number")]
    pub id: i64,
    #[schema(value_type = String, example = "secretary")]
    pub role: RoleName,
    pub street: Option<StreetName>,
    pub community: Option<CommunityName>,
    /// A lead's.
    pub team: Option<String>,
    /// Local, as `2020-02-27 10:50`.
    pub from_text: String,
    /// None where it holds for good.
    pub until_text: Option<String>,
    pub holds: bool,
}

/// An account, as who stands above it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct DistrictAccount {
    #[schema(value_type = i64)]
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    /// Those that hold or will.
    pub roles: Vec<AccountRole>,
    /// Local, as `2020-02-27 10:50`.
    pub created_text: String,
    /// None where it never did.
    pub signed_in_text: Option<String>,
    /// Since when nobody signs in with it.
    pub locked_text: Option<String>,
    pub has_second_factor: bool,
    /// Its password was chosen by somebody else and is good for choosing another one.
    pub must_change: bool,
    /// The asker's own, which somebody else locks and ends.
    pub is_own: bool,
}

/// The accounts that the asker manages, and where accounts can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AccountList {
    pub accounts: Vec<DistrictAccount>,
    /// The roles that the asker can give.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<RoleName>,
    pub streets: Vec<StreetName>,
    pub communities: Vec<CommunityName>,
    pub teams: Vec<TeamName>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct TeamName {
    pub id: u32,
    pub name: String,
    pub office: String,
}

/// A role that is to be given: with the place or team that it needs. An inspector without one looks at the whole district.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct RoleGrant {
    #[schema(value_type = String, example = "secretary")]
    pub role: RoleName,
    #[schema(nullable = false)]
    pub street: Option<u32>,
    #[schema(nullable = false)]
    pub community: Option<u32>,
    #[schema(nullable = false)]
    pub team: Option<u32>,
    /// The last day on which it holds; for good where left out.
    #[schema(value_type = String, format = Date, nullable = false)]
    pub last_day: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS, ToSchema)]
pub struct NewAccount {
    pub name: String,
    pub role: RoleGrant,
}

/// What is to be done to an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum AccountAct {
    /// Nobody signs in with it any more; its sessions end.
    Lock,
    Unlock,
    /// A new password, good for choosing another one; its sessions end.
    ResetPassword,
    /// The second factor goes, for a phone that is gone without its recovery codes; its sessions end.
    RemoveSecondFactor,
    GrantRole {
        role: RoleGrant,
    },
    EndRole {
        #[ts(type = "number")]
        role: i64,
    },
    /// It is nobody's any more.
    End,
}

/// What became of an account. Neither is told twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct AccountChanged {
    /// None where it has ended.
    pub account: Option<DistrictAccount>,
    /// Where one was made: to be changed at the next sign-in.
    pub password: Option<String>,
}

/// The own password is to be another one.
#[derive(Clone, Deserialize, TS, ToSchema)]
pub struct PasswordChange {
    pub password: String,
    pub new_password: String,
}

/// The own password, shown once more before something that whoever sits down at an open page must not do.
#[derive(Clone, Deserialize, TS, ToSchema)]
pub struct PasswordShown {
    pub password: String,
}

/// As which of the own roles the session is to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS, ToSchema)]
pub struct RoleChosen {
    #[ts(type = "number")]
    pub role: i64,
}

/// Codes to print, each good for one sign-in without the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
}

/// One open session of the own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OwnSession {
    /// Local, as `2020-02-27 10:50`.
    pub since_text: String,
    pub is_this: bool,
    /// Where it was opened from.
    pub address: String,
    /// The name that the browser gives itself.
    pub program: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OwnSessions {
    pub sessions: Vec<OwnSession>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct SessionsEnded {
    pub sessions: usize,
}
