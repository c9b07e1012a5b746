//! Orders to purge content, as tests need them.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, ops::RangeInclusive};

use daylog_wire::{
    chain::Commitment,
    purge::{self, Run},
    segment::Segment,
};

/// An order's runs over what stands at these numbers of a segment.
///
/// # Panics
/// When a salt is missing.
#[must_use]
pub fn runs_of(segment: &Segment, numbers: &[RangeInclusive<u64>]) -> Vec<Run> {
    let commitments = segment.commitments().map(|commitment| commitment.unwrap());
    purge::runs(&commitments.filter(|(number, _)| numbers.iter().any(|range| range.contains(number))).collect())
}

/// Runs over numbers at which something stands that nobody has seen.
#[must_use]
pub fn runs_unseen(numbers: RangeInclusive<u64>) -> Vec<Run> {
    purge::runs(&numbers.map(|number| (number, Commitment([0xaa; 32]))).collect::<BTreeMap<_, _>>())
}
