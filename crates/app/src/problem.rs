//! What went wrong, for a person: a code, values, whether trying again can help, and a reference for the trace.
//! The words are in `ui/locales` under `problem.<code>.{what,safe,next}`.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Problem {
    pub code: String,
    pub values: BTreeMap<String, String>,
    /// Whether the same call may succeed later without a change.
    pub retry: bool,
    pub reference: String,
}
