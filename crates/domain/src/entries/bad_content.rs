//! Why a content cannot be saved, and the checks of typed text that several kinds share.

use super::temperature::BadReading;
use crate::text::{length, limits::Limit};

/// Why a content cannot be saved. The record that it was to be part of is untouched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadContent {
    #[error(transparent)]
    Reading(#[from] BadReading),
    #[error("{field} must not be empty")]
    Empty { field: &'static str },
    #[error("{field} is longer than {limit} characters")]
    TooLong { field: &'static str, limit: usize },
    #[error("this kind of entry names one resident")]
    ResidentNeeded,
    #[error("this kind of entry is about a household, not about a place")]
    HouseholdNeeded,
}

pub(crate) fn check_length(limit: Limit, text: &str) -> Result<(), BadContent> {
    let Limit { field, characters } = limit;
    if length(text) > characters { Err(BadContent::TooLong { field, limit: characters }) } else { Ok(()) }
}

pub(crate) fn check_filled(limit: Limit, text: &str) -> Result<(), BadContent> {
    if text.trim().is_empty() { Err(BadContent::Empty { field: limit.field }) } else { check_length(limit, text) }
}
