//! What pages count: checks by their column, with the households and people behind them.

use daylog_domain::coverage::{self, Tally};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// Checks with the households and people behind them. A household with two missed checks counts once as household.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Count {
    pub checks: u32,
    pub households: u32,
    pub people: u32,
}

/// The states of coverage, and what is still open (later, due or overdue); the parts sum up to `total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct CoverageCounts {
    pub total: Count,
    pub done: Count,
    pub tried: Count,
    pub missed: Count,
    pub unknown: Count,
    /// Due while nobody was responsible: missed by nobody.
    pub not_assigned: Count,
    pub open: Count,
}

/// The same as checks alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct CheckCounts {
    pub total: u32,
    pub done: u32,
    pub tried: u32,
    pub missed: u32,
    pub unknown: u32,
    pub not_assigned: u32,
    pub open: u32,
}

impl From<Tally> for CheckCounts {
    fn from(tally: Tally) -> Self {
        CheckCounts {
            total: tally.total.checks,
            done: tally.done.checks,
            tried: tally.tried.checks,
            missed: tally.missed.checks,
            unknown: tally.unknown.checks,
            not_assigned: tally.not_assigned.checks,
            open: tally.open.checks,
        }
    }
}

impl From<coverage::Count> for Count {
    fn from(coverage::Count { checks, households, people }: coverage::Count) -> Self {
        Count { checks, households, people }
    }
}

impl From<Tally> for CoverageCounts {
    fn from(tally: Tally) -> Self {
        CoverageCounts {
            total: tally.total.into(),
            done: tally.done.into(),
            tried: tally.tried.into(),
            missed: tally.missed.into(),
            unknown: tally.unknown.into(),
            not_assigned: tally.not_assigned.into(),
            open: tally.open.into(),
        }
    }
}
