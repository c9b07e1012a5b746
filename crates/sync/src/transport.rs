//! How bytes travel, as the engine sees it: one request, one answer, or a reason why not.

use std::future::Future;

use daylog_wire::refusal::Trouble;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Sync,
    Deliver,
    Enrol,
}

impl Route {
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Route::Sync => "/sync",
            Route::Deliver => "/deliver",
            Route::Enrol => "/enrol",
        }
    }
}

/// Why no answer came. None of these says anything about what the server has taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No route, no answer, cut off in the middle.
    #[error("the server cannot be reached")]
    Unreachable,
    #[error("no answer within the time allowed")]
    TimedOut,
    /// The certificate is not of the district that this device belongs to.
    #[error("the server is not the district's")]
    NotTheDistrict,
    /// Some part of the path refused the size.
    #[error("the request is too large for the connection")]
    TooLarge,
    /// The district's own server answers that it cannot take anything now.
    #[error("the server says that it cannot now: {trouble:?}")]
    Server { trouble: Trouble, retry_after_seconds: Option<u32> },
    /// An answer that is none of ours, such as a captive portal's.
    #[error("unexpected answer with status {status}")]
    Unexpected { status: u16, retry_after_seconds: Option<u32> },
}

impl TransportError {
    /// Whether it says more of the district than that there was no connection to it.
    #[must_use]
    pub fn tells_more_than(&self, other: &TransportError) -> bool {
        let told = |error: &TransportError| match error {
            TransportError::Unreachable | TransportError::TimedOut => 0,
            TransportError::Unexpected { .. } => 1,
            TransportError::NotTheDistrict => 2,
            TransportError::TooLarge | TransportError::Server { .. } => 3,
        };
        told(self) > told(other)
    }

    /// When the server said to come back, if it said so.
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            TransportError::Server { retry_after_seconds, .. } | TransportError::Unexpected { retry_after_seconds, .. } => {
                *retry_after_seconds
            }
            _ => None,
        }
    }
}

pub trait Transport: Send + Sync {
    fn exchange(&self, route: Route, body: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, TransportError>> + Send;
}
