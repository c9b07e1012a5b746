//! Why a request was not answered, as the dashboard, devices and monitors are told it.

use std::fmt;

use axum::http::StatusCode;
use daylog_district::{acts::FieldRefusal, types::ChangeRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The words are in `ui/locales` under `problem.<code>`; `ui/district/shared/server/problem.ts` says under which name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApiCode {
    NotSignedIn,
    WrongSignIn,
    /// Right so far: the password is to be changed, by the same request with a new one.
    NewPasswordNeeded,
    /// It is too short, or too easy, or the same.
    WeakPassword,
    /// Right so far: a code of the phone is needed too.
    CodeNeeded,
    /// Right so far: a second factor is to be set up first.
    SecondFactorNeeded,
    WrongCode,
    AccountLocked,
    /// No role of the account holds now.
    NoRole,
    /// The password that was shown once more.
    WrongPassword,
    NameTaken,
    /// The account holds this role already.
    HeldAlready,
    /// Nobody else could do what the district does.
    LastOfDistrict,
    /// Somebody else does this to the own account.
    NotOneself,
    /// With `wait_seconds`.
    SlowDown,
    Forbidden,
    NotFound,
    WrongMethod,
    /// With `field`.
    BadRequest,
    /// With `limit`.
    SearchTooLong,
    /// No rescue file that can be read: with `reason`.
    BadRescue,
    /// No roster that can be read: with `reason`.
    BadRoster,
    /// An uploaded file that is not kept, or not any more.
    UploadGone,
    /// A roster would change something else than what was looked at.
    RosterChanged,
    /// A write without `x-daylog: 1`.
    HeaderMissing,
    /// A write that another site began.
    ForeignOrigin,
    WrongType,
    /// What was given for a field: with `field` and `why`.
    FieldRefused,
    /// Somebody else changed the same since: with `changes`.
    ChangedSince,
    /// The key of a request stands for another one.
    KeyReused,
    TooLarge,
    /// The device's signature does not fit.
    WrongSignature,
    Busy,
    DatabaseBusy,
    /// Nothing can be taken in until there is room.
    DiskFull,
    DiskFailed,
    Internal,
}

impl ApiCode {
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            ApiCode::NotSignedIn
            | ApiCode::WrongSignIn
            | ApiCode::WrongSignature
            | ApiCode::NewPasswordNeeded
            | ApiCode::CodeNeeded
            | ApiCode::SecondFactorNeeded
            | ApiCode::WrongCode => StatusCode::UNAUTHORIZED,
            ApiCode::NameTaken | ApiCode::HeldAlready | ApiCode::LastOfDistrict | ApiCode::NotOneself => StatusCode::CONFLICT,
            ApiCode::SlowDown => StatusCode::TOO_MANY_REQUESTS,
            ApiCode::Forbidden
            | ApiCode::HeaderMissing
            | ApiCode::ForeignOrigin
            | ApiCode::AccountLocked
            | ApiCode::NoRole
            | ApiCode::WrongPassword => StatusCode::FORBIDDEN,
            ApiCode::NotFound => StatusCode::NOT_FOUND,
            ApiCode::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            ApiCode::BadRequest | ApiCode::WeakPassword | ApiCode::SearchTooLong | ApiCode::BadRescue | ApiCode::BadRoster => {
                StatusCode::BAD_REQUEST
            }
            ApiCode::UploadGone => StatusCode::GONE,
            ApiCode::RosterChanged => StatusCode::CONFLICT,
            ApiCode::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ApiCode::FieldRefused | ApiCode::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            ApiCode::ChangedSince => StatusCode::CONFLICT,
            ApiCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ApiCode::Busy | ApiCode::DatabaseBusy | ApiCode::DiskFull | ApiCode::DiskFailed => StatusCode::SERVICE_UNAVAILABLE,
            ApiCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the same request may be answered later without a change.
    #[must_use]
    pub fn may_pass(self) -> bool {
        self == ApiCode::SlowDown || self.status().is_server_error()
    }
}

impl fmt::Display for ApiCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// What the words of a problem name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct ApiValues {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub wait_seconds: Option<u32>,
    /// What of the request cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<&'static str>,
    /// Characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub limit: Option<usize>,
    /// Why a file is no rescue file or no roster.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<&'static str>,
    /// Why what was given for `field` is not accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<FieldRefusal>,
    /// What others changed meanwhile, the oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub changes: Option<Vec<ChangeRow>>,
}

/// Why a request was not answered: a code, values for the words, whether trying again may help, and a reference into the trace.
/// Same shape as the device's problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct ApiProblem {
    pub code: ApiCode,
    pub values: ApiValues,
    pub retry: bool,
    pub reference: String,
}

#[cfg(test)]
mod tests {
    use daylog_wire::refusal::{Code, Trouble};

    use super::*;

    #[test]
    fn what_a_device_reads_of_the_servers_trouble_is_what_the_server_says() {
        for trouble in Trouble::ALL {
            let code: ApiCode = serde_json::from_value(trouble.text().into()).unwrap();
            assert!(code.may_pass(), "{code:?}");
        }
    }
}
