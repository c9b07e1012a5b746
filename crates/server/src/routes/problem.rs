//! A refused request as JSON: status, code, values, and a reference that the trace carries too.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use daylog_district::{Refused, random};
use daylog_domain::text::hex::hex;
use daylog_storage::StorageError;

use crate::{api::types::ApiProblem, state::Stopped};

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("nobody is signed in")]
    NotSignedIn,
    #[error("name or password is wrong")]
    WrongSignIn,
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
    #[error("the body is larger than allowed")]
    TooLarge,
    #[error("the device's signature does not fit")]
    WrongSignature,
    #[error("the server has too much to do")]
    Busy,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unreadable => Refusal::BadRequest { field: "body" },
            Refused::WrongSignature => Refusal::WrongSignature,
            Refused::Storage(error) => Refusal::Storage(error),
            Refused::Random(error) => Refusal::Random(error),
        }
    }
}

impl Refusal {
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Refusal::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in"),
            Refusal::WrongSignIn => (StatusCode::UNAUTHORIZED, "wrong_sign_in"),
            Refusal::SlowDown { .. } => (StatusCode::TOO_MANY_REQUESTS, "slow_down"),
            Refusal::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Refusal::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Refusal::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong_method"),
            Refusal::BadRequest { .. } => (StatusCode::BAD_REQUEST, "bad_request"),
            Refusal::SearchTooLong { .. } => (StatusCode::BAD_REQUEST, "search_too_long"),
            Refusal::BadRescue { .. } => (StatusCode::BAD_REQUEST, "bad_rescue"),
            Refusal::HeaderMissing => (StatusCode::FORBIDDEN, "header_missing"),
            Refusal::ForeignOrigin => (StatusCode::FORBIDDEN, "foreign_origin"),
            Refusal::WrongType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type"),
            Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Refusal::WrongSignature => (StatusCode::UNAUTHORIZED, "wrong_signature"),
            Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Refusal::Storage(error) if error.is_transient() => (StatusCode::SERVICE_UNAVAILABLE, error.code()),
            Refusal::Storage(_) | Refusal::Random(_) | Refusal::Stopped(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Refusal::SlowDown { wait_seconds } => BTreeMap::from([("wait_seconds".to_owned(), wait_seconds.to_string())]),
            Refusal::BadRescue { reason } => BTreeMap::from([("reason".to_owned(), (*reason).to_owned())]),
            Refusal::SearchTooLong { limit } => BTreeMap::from([("limit".to_owned(), limit.to_string())]),
            Refusal::BadRequest { field } => BTreeMap::from([("field".to_owned(), (*field).to_owned())]),
            _ => BTreeMap::new(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let reference = random::bytes::<4>().map(|bytes| hex(&bytes)).unwrap_or_default();
        if status.is_server_error() {
            tracing::error!(reference, code, cause = cause(&self), "request failed");
        } else {
            tracing::info!(reference, code, "request refused");
        }
        let retry = matches!(self, Refusal::SlowDown { .. } | Refusal::Busy) || status.is_server_error();
        let problem = ApiProblem { code: code.to_owned(), values: self.values(), retry, reference };
        let mut response = (status, Json(problem)).into_response();
        let wait = match self {
            Refusal::SlowDown { wait_seconds } => Some(wait_seconds),
            Refusal::Busy => Some(5),
            // Somebody has to come and make room.
            Refusal::Storage(error) if error.code() == "disk_full" => Some(60),
            _ => None,
        };
        if let Some(wait) = wait {
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
