//! A refused request as JSON: status, code, values, and a reference that the trace carries too.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderValue, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use daylog_district::{
    Refused,
    accounts::{
        manage::ManageRefusal,
        own::OwnRefusal,
        sign_in::{SignInRefusal, Step},
    },
    acts::{ActRefused, FieldRefusal},
    random,
    types::ChangeRow,
};
use daylog_domain::text::hex::hex;
use daylog_storage::{StorageCode, StorageError};

use crate::{
    api::problem::{ApiCode, ApiProblem, ApiValues},
    state::Stopped,
};

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("nobody is signed in")]
    NotSignedIn,
    #[error("name or password is wrong")]
    WrongSignIn,
    #[error("not signed in yet: {0:?}")]
    Step(Step),
    #[error(transparent)]
    Own(OwnRefusal),
    #[error(transparent)]
    Managed(ManageRefusal),
    #[error("too many tries")]
    SlowDown { wait_seconds: u32 },
    #[error("not for this account")]
    Forbidden,
    #[error("there is no such thing")]
    NotFound,
    #[error("nothing is done by this method here")]
    WrongMethod,
    #[error("{field} cannot be read")]
    BadRequest { field: &'static str },
    #[error("more than {limit} characters are searched for")]
    SearchTooLong { limit: usize },
    #[error("a write without the header x-daylog")]
    HeaderMissing,
    #[error("a write that another site began")]
    ForeignOrigin,
    #[error("the body is of another kind")]
    WrongType,
    #[error("no rescue file that can be read: {reason}")]
    BadRescue { reason: &'static str },
    #[error("{field} is not accepted: {why:?}")]
    FieldRefused { field: &'static str, why: FieldRefusal },
    #[error("it was changed since")]
    ChangedSince { changes: Vec<ChangeRow> },
    #[error("the key stands for another request")]
    KeyReused,
    #[error("no roster that can be read: {reason}")]
    BadRoster { reason: &'static str },
    #[error("the upload is not there, or not any more")]
    UploadGone,
    #[error("the roster was changed since it was looked at")]
    RosterChanged,
    #[error("the body is larger than allowed")]
    TooLarge,
    #[error("the device's signature does not fit")]
    WrongSignature,
    #[error("the server has too much to do")]
    Busy,
    #[error(transparent)]
    Storage(#[from] Arc<StorageError>),
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        Refusal::Storage(Arc::new(error))
    }
}

impl From<SignInRefusal> for Refusal {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal {
            SignInRefusal::Step { step: Step::Wrong, .. } => Refusal::WrongSignIn,
            SignInRefusal::Step { step, .. } => Refusal::Step(step),
            SignInRefusal::Storage(error) => error.into(),
            SignInRefusal::Random(error) => error.into(),
        }
    }
}

impl From<OwnRefusal> for Refusal {
    fn from(refusal: OwnRefusal) -> Self {
        match refusal {
            OwnRefusal::Storage(error) => error.into(),
            OwnRefusal::Random(error) => error.into(),
            OwnRefusal::NotSignedIn => Refusal::NotSignedIn,
            refusal => Refusal::Own(refusal),
        }
    }
}

impl From<ManageRefusal> for Refusal {
    fn from(refusal: ManageRefusal) -> Self {
        match refusal {
            ManageRefusal::Storage(error) => error.into(),
            ManageRefusal::Random(error) => error.into(),
            ManageRefusal::BadName => Refusal::BadRequest { field: "name" },
            ManageRefusal::BadPlace => Refusal::BadRequest { field: "role" },
            ManageRefusal::TimeOver => Refusal::BadRequest { field: "last_day" },
            ManageRefusal::NotFound => Refusal::NotFound,
            ManageRefusal::Forbidden => Refusal::Forbidden,
            refusal => Refusal::Managed(refusal),
        }
    }
}

fn step_code(step: Step) -> ApiCode {
    match step {
        Step::Wrong => ApiCode::WrongSignIn,
        Step::WrongCode => ApiCode::WrongCode,
        Step::Locked => ApiCode::AccountLocked,
        Step::NoRole => ApiCode::NoRole,
        Step::NewPasswordNeeded => ApiCode::NewPasswordNeeded,
        Step::NewPasswordWeak => ApiCode::WeakPassword,
        Step::CodeNeeded => ApiCode::CodeNeeded,
        Step::SetUpNeeded => ApiCode::SecondFactorNeeded,
    }
}

fn own_code(refusal: &OwnRefusal) -> ApiCode {
    match refusal {
        OwnRefusal::WrongPassword => ApiCode::WrongPassword,
        OwnRefusal::Weak => ApiCode::WeakPassword,
        OwnRefusal::CodeNeeded => ApiCode::CodeNeeded,
        OwnRefusal::NoSuchRole | OwnRefusal::NoSecondFactor => ApiCode::NotFound,
        OwnRefusal::NotSignedIn => ApiCode::NotSignedIn,
        OwnRefusal::Storage(_) | OwnRefusal::Random(_) => ApiCode::Internal,
    }
}

fn managed_code(refusal: &ManageRefusal) -> ApiCode {
    match refusal {
        ManageRefusal::NameTaken => ApiCode::NameTaken,
        ManageRefusal::HeldAlready => ApiCode::HeldAlready,
        ManageRefusal::NotOneself => ApiCode::NotOneself,
        ManageRefusal::LastOfDistrict => ApiCode::LastOfDistrict,
        _ => ApiCode::Internal,
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unreadable => Refusal::BadRequest { field: "body" },
            Refused::WrongSignature => Refusal::WrongSignature,
            Refused::Storage(error) => Refusal::Storage(error),
            Refused::Random(error) => Refusal::Random(error),
            Refused::Abandoned(_) => Refusal::Stopped(Stopped),
        }
    }
}

impl From<ActRefused> for Refusal {
    fn from(refused: ActRefused) -> Self {
        match refused {
            ActRefused::NotFound => Refusal::NotFound,
            ActRefused::Field { field, why } => Refusal::FieldRefused { field, why },
            ActRefused::ChangedSince(changes) => Refusal::ChangedSince { changes },
            ActRefused::NotSignedIn => Refusal::NotSignedIn,
            ActRefused::KeyReused => Refusal::KeyReused,
            ActRefused::Storage(error) => Refusal::Storage(error),
        }
    }
}

impl Refusal {
    fn code(&self) -> ApiCode {
        match self {
            Refusal::NotSignedIn => ApiCode::NotSignedIn,
            Refusal::WrongSignIn => ApiCode::WrongSignIn,
            Refusal::Step(step) => step_code(*step),
            Refusal::Own(refusal) => own_code(refusal),
            Refusal::Managed(refusal) => managed_code(refusal),
            Refusal::SlowDown { .. } => ApiCode::SlowDown,
            Refusal::Forbidden => ApiCode::Forbidden,
            Refusal::NotFound => ApiCode::NotFound,
            Refusal::WrongMethod => ApiCode::WrongMethod,
            Refusal::BadRequest { .. } => ApiCode::BadRequest,
            Refusal::SearchTooLong { .. } => ApiCode::SearchTooLong,
            Refusal::BadRescue { .. } => ApiCode::BadRescue,
            Refusal::BadRoster { .. } => ApiCode::BadRoster,
            Refusal::UploadGone => ApiCode::UploadGone,
            Refusal::RosterChanged => ApiCode::RosterChanged,
            Refusal::HeaderMissing => ApiCode::HeaderMissing,
            Refusal::ForeignOrigin => ApiCode::ForeignOrigin,
            Refusal::WrongType => ApiCode::WrongType,
            Refusal::FieldRefused { .. } => ApiCode::FieldRefused,
            Refusal::ChangedSince { .. } => ApiCode::ChangedSince,
            Refusal::KeyReused => ApiCode::KeyReused,
            Refusal::TooLarge => ApiCode::TooLarge,
            Refusal::WrongSignature => ApiCode::WrongSignature,
            Refusal::Busy => ApiCode::Busy,
            Refusal::Storage(error) => match error.code() {
                StorageCode::Busy => ApiCode::DatabaseBusy,
                StorageCode::DiskFull => ApiCode::DiskFull,
                StorageCode::DiskFailed => ApiCode::DiskFailed,
                // Whatever it is about a database elsewhere, it may pass: devices keep everything and come again.
                _ if error.is_transient() => ApiCode::DatabaseBusy,
                _ => ApiCode::Internal,
            },
            Refusal::Random(_) | Refusal::Stopped(_) => ApiCode::Internal,
        }
    }

    fn values(&self) -> ApiValues {
        let none = ApiValues::default();
        match self {
            Refusal::SlowDown { wait_seconds } => ApiValues { wait_seconds: Some(*wait_seconds), ..none },
            Refusal::BadRoster { reason } => ApiValues { reason: Some(reason), ..none },
            Refusal::BadRescue { reason } => ApiValues { reason: Some(reason), ..none },
            Refusal::SearchTooLong { limit } => ApiValues { limit: Some(*limit), ..none },
            Refusal::BadRequest { field } => ApiValues { field: Some(field), ..none },
            Refusal::FieldRefused { field, why } => ApiValues { field: Some(field), why: Some(*why), ..none },
            Refusal::ChangedSince { changes } => ApiValues { changes: Some(changes.clone()), ..none },
            _ => none,
        }
    }

    /// Seconds until it is worth while to ask again.
    fn retry_after(&self, code: ApiCode) -> Option<u32> {
        match (self, code) {
            (Refusal::SlowDown { wait_seconds }, _) => Some(*wait_seconds),
            (_, ApiCode::Busy | ApiCode::DatabaseBusy) => Some(5),
            // Somebody has to come and make room.
            (_, ApiCode::DiskFull) => Some(60),
            _ => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (code, status) = (self.code(), self.code().status());
        let reference = random::bytes::<4>().map(|bytes| hex(&bytes)).unwrap_or_default();
        if status.is_server_error() {
            tracing::error!(reference, %code, cause = cause(&self), "request failed");
        } else {
            tracing::info!(reference, %code, "request refused");
        }
        let problem = ApiProblem { code, values: self.values(), retry: code.may_pass(), reference };
        let mut response = (status, Json(problem)).into_response();
        if let Some(wait) = self.retry_after(code) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }
}

/// What the trace may say of a failure: codes of the database, never the values of a row.
fn cause(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Storage(error) => error.detail(),
        other => other.to_string(),
    }
}
