//! Opening a segment that came: its signature, its chain, its entries. Asks no database.

use daylog_domain::{entries::Entry, ids::LogId};
use daylog_faults::{Fault, broken};
use daylog_wire::{
    chain::Head,
    keys::PublicKey,
    refusal::PieceRefusal,
    segment::{Segment, SignedSegment},
};

use super::project;

/// A segment as it came, with what could be read of it.
pub(super) struct Opened {
    pub signed: SignedSegment,
    pub content: Result<(Segment, Vec<Head>), PieceRefusal>,
    /// One for each slot: none where it is purged or cannot be read.
    pub entries: Vec<Option<Entry>>,
}

pub(super) fn open(signed: SignedSegment, log: LogId, key: &PublicKey) -> Opened {
    let content = signed
        .open(key)
        .map_err(|bad| bad.refusal())
        .and_then(|(segment, heads)| if segment.log == log { Ok((segment, heads)) } else { Err(PieceRefusal::SegmentLog) });
    let entries = content.as_ref().map(|(segment, _)| project::read(segment)).unwrap_or_default();
    if broken(Fault::QueueWedged) && entries.iter().any(Option::is_none) {
        return Opened { signed, content: Err(PieceRefusal::EntryUnreadable), entries: Vec::new() };
    }
    Opened { signed, content, entries }
}
