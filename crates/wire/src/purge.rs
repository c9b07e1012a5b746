//! Purging: the server's signed order to purge content, and what becomes of a segment then.
//! Commitments stay, so that heads, signatures and leaves still verify. Who orders it, and what else holds a copy, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    entries::{Entry, Kind},
    ids::{HouseholdId, LogId},
    time::Instant,
};
use minicbor::{Decode, Decoder, Encode, decode};

use crate::{
    Unreadable,
    chain::{self, BLOCK_ENTRIES, Commitment, Salt},
    keys::{PublicKey, Signature, SigningKey},
    segment::{BadSegment, BlockSalts, Segment, Slot},
    shape::{self, MESSAGE_ITEMS},
};

/// The most entries that one order is made with, and the most runs that are read; what needs more is ordered in several.
pub const ORDER_ENTRIES: usize = 1024;
/// The longest order that is read, in bytes.
pub const ORDER_LIMIT: usize = 32 * 1024;

/// So much of a commitment tells it from another one that stands, on another branch of the log, at the same number.
const MARK_BYTES: usize = 4;

/// Sequence numbers from `first` to `last`, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    pub first: u64,
    pub last: u64,
}

/// Consecutive entries of a log. Their numbers alone would not do: after a branch of the log was lost, something else stands
/// there. The salt went with the content, so that a mark betrays nothing of it, unless a branch from the same seed still shows that salt.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Run {
    #[n(0)]
    first: u64,
    /// The beginnings of their commitments.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    marks: Vec<u8>,
}

/// Why content goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum PurgeReason {
    /// The district's time for keeping it is over.
    #[n(0)]
    Retention,
    /// The household was taken off the roster.
    #[n(1)]
    HouseholdRemoved,
    /// Somebody whom it is about asked for it.
    #[n(2)]
    ByRequest,
}

impl PurgeReason {
    /// A stable name for commands and the audit.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PurgeReason::Retention => "retention",
            PurgeReason::HouseholdRemoved => "household_removed",
            PurgeReason::ByRequest => "by_request",
        }
    }
}

/// The order to let the content of one household's entries in one log go.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PurgeOrder {
    /// Counts up in a district; an order is never changed or taken back.
    #[n(0)]
    pub number: u64,
    #[n(1)]
    pub log: LogId,
    /// In order, not overlapping.
    #[n(2)]
    #[cbor(decode_with = "at_most_an_order")]
    pub runs: Vec<Run>,
    #[n(3)]
    pub reason: PurgeReason,
    #[n(4)]
    pub ordered_at: Instant,
    /// Whose entries they are: what is quarantined of the same log is searched for them.
    #[n(5)]
    pub household: HouseholdId,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedPurgeOrder {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

/// Not an order of this district.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadOrder {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("signed by somebody else")]
    Signature,
}

impl Run {
    fn mark(&self, sequence: u64) -> Option<&[u8]> {
        let place = usize::try_from(sequence.checked_sub(self.first)?).ok()?;
        self.marks.chunks_exact(MARK_BYTES).nth(place)
    }

    fn range(&self) -> Option<Range> {
        let last = (self.marks.len() / MARK_BYTES).checked_sub(1)?;
        Some(Range { first: self.first, last: self.first.saturating_add(last as u64) })
    }
}

impl PurgeOrder {
    /// Whether it names this number, whatever stands there.
    #[must_use]
    pub fn names(&self, sequence: u64) -> bool {
        self.mark(sequence).is_some()
    }

    /// Whether this is what is to go, and not what another branch has at the same number.
    #[must_use]
    pub fn covers(&self, sequence: u64, commitment: Commitment) -> bool {
        self.mark(sequence).is_some_and(|mark| commitment.0.starts_with(mark))
    }

    fn mark(&self, sequence: u64) -> Option<&[u8]> {
        let behind = self.runs.partition_point(|run| run.first <= sequence);
        self.runs.get(behind.checked_sub(1)?)?.mark(sequence)
    }

    /// Whether content that cannot be compared may be meant where the order names its number: it is about the household, or
    /// amends something, for orders name what amends it too, whomever that is about. What cannot be read, or says of whom
    /// in a way that cannot, may be either.
    #[must_use]
    pub fn may_be_about(&self, entry: Option<&Entry>) -> bool {
        entry.and_then(|entry| entry.about.target()).is_none_or(|target| target.household() == Some(self.household))
            || entry.is_some_and(|entry| entry.content.amends().is_some())
    }

    /// Every number that it names.
    #[must_use]
    pub fn ranges(&self) -> Vec<Range> {
        self.runs.iter().filter_map(Run::range).collect()
    }

    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedPurgeOrder {
        let body = crate::to_bytes(self);
        let signature = key.sign(&statement(&body));
        SignedPurgeOrder { body, signature }
    }
}

impl SignedPurgeOrder {
    pub fn open(&self, server: &PublicKey) -> Result<PurgeOrder, BadOrder> {
        if !server.verifies(&statement(&self.body), &self.signature) {
            return Err(BadOrder::Signature);
        }
        Ok(self.read()?)
    }

    /// Reads an order whose signature was checked when it came.
    pub fn read(&self) -> Result<PurgeOrder, Unreadable> {
        shape::read(&self.body, ORDER_LIMIT, MESSAGE_ITEMS)
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::read(bytes, ORDER_LIMIT * 2, MESSAGE_ITEMS)
    }
}

/// The ranges that cover exactly these numbers.
#[must_use]
pub fn ranges(numbers: &BTreeSet<u64>) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(range) if range.last.checked_add(1) == Some(*number) => range.last = *number,
            _ => ranges.push(Range { first: *number, last: *number }),
        }
    }
    ranges
}

/// An order's runs over these entries.
#[must_use]
pub fn runs(entries: &BTreeMap<u64, Commitment>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (number, commitment) in entries {
        let (mark, _) = commitment.0.split_at(MARK_BYTES);
        match runs.last_mut() {
            Some(run) if run.range().is_some_and(|range| range.last.checked_add(1) == Some(*number)) => run.marks.extend(mark),
            _ => runs.push(Run { first: *number, marks: mark.to_vec() }),
        }
    }
    runs
}

/// Whether the ranges touch any entry of a block: then its seed, from which their salts grow, must go.
#[must_use]
pub fn touches_block(ranges: &[Range], block: u64) -> bool {
    let (first, last) = (block.saturating_mul(BLOCK_ENTRIES).saturating_add(1), block.saturating_add(1).saturating_mul(BLOCK_ENTRIES));
    ranges.iter().any(|range| range.first <= last && range.last >= first)
}

impl Segment {
    /// The segment without the content of `going`, and without the seeds of the blocks that `named` touches, wherever in a
    /// block: every piece of a block carries the same seed. None when it holds nothing of either.
    pub fn without(&self, going: &BTreeSet<u64>, named: &[Range]) -> Result<Option<Segment>, BadSegment> {
        let blocks = chain::block_of(self.first)..=chain::block_of(self.last());
        let mut changed = false;
        let mut salts = self.salts.clone();
        for (block, salts) in blocks.zip(&mut salts).filter(|(block, _)| touches_block(named, *block)) {
            let each: Vec<Option<Salt>> = self
                .of_block(block)
                .map(|(sequence, slot)| match slot {
                    Slot::Entry(_) if !going.contains(&sequence) => self.salt(sequence),
                    _ => None,
                })
                .collect();
            changed |= *salts != BlockSalts::Each(each.clone());
            *salts = BlockSalts::Each(each);
        }
        let slots = self.slots.iter().zip(self.first..).map(|(slot, sequence)| match slot {
            Slot::Entry(bytes) if going.contains(&sequence) => {
                changed = true;
                let salt = self.salt(sequence).ok_or(BadSegment::Salt)?;
                Ok(Slot::Purged(chain::commitment(salt, bytes)))
            }
            kept => Ok(kept.clone()),
        });
        let slots = slots.collect::<Result<_, BadSegment>>()?;
        Ok(changed.then_some(Segment { salts, slots, ..*self }))
    }

    fn of_block(&self, block: u64) -> impl Iterator<Item = (u64, &Slot)> {
        (self.first..).zip(&self.slots).filter(move |(sequence, _)| chain::block_of(*sequence) == block)
    }
}

fn at_most_an_order<'b, C>(d: &mut Decoder<'b>, context: &mut C) -> Result<Vec<Run>, decode::Error> {
    crate::list_of_at_most(ORDER_ENTRIES, d, context)
}

fn statement(body: &[u8]) -> Vec<u8> {
    [b"daylog purge 1".as_slice(), body].concat()
}

#[cfg(test)]
mod tests;
