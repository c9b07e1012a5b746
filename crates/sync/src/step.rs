//! What an answer led to, and what the engine is to do next.

use daylog_store::Applied;

use crate::{Moved, Problem};

/// What to do after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// More waits on either side.
    Again,
    /// What the server does not share moved to the open log.
    AgainWithNewLog(Moved),
    /// A closed log waits to be offered again: the server lost part of its history.
    ClosedLog,
    Rest,
}

/// What an answer led to.
#[derive(Debug)]
pub struct Step {
    pub next: Next,
    pub applied: Applied,
    pub server_has: u64,
    pub problem: Option<Problem>,
    pub retry_after_seconds: Option<u32>,
}

impl Step {
    pub(crate) fn rest() -> Self {
        Step { next: Next::Rest, applied: Applied::default(), server_has: 0, problem: None, retry_after_seconds: None }
    }

    pub(crate) fn stopped(problem: Problem, server_has: u64) -> Self {
        Step { next: Next::Rest, applied: Applied::default(), server_has, problem: Some(problem), retry_after_seconds: None }
    }
}
