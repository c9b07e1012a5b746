//! Envelopes in the transaction that keeps them: what is held is read for all of them together, and what they leave is written together.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{ids::LogId, time::Instant};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    StorageError, Write,
    devices::{self, Device},
    feed::{self, Feed},
    forks,
    logs::{self, StoredLog},
    purges, refused,
    tree::Growing,
};
use daylog_wire::{
    chain::{self, Head, Nonce},
    delivery::Handed,
    purge::PurgeOrder,
    refusal::{Code, PieceRefusal},
    segment::Segment,
};

use super::super::{
    decide::{Decision, LogState, Shown, ShownSegment, decide, heads_needed},
    keep::{self, New, Placed},
    opened::Opened,
    take::held_heads,
};
use crate::purge;

/// Who hands envelopes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The delivery key of a device: work of a revoked device is not taken from it.
    DeliveryKey,
    /// The device, of what it knows to stand on another branch: behind a gap as well it is evidence.
    Device,
    /// The district itself: unsent work can always be rescued.
    District,
}

/// What became of one envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvelopeOutcome {
    /// So many of its entries are new and held now.
    Taken(u64),
    /// Everything in it was held already.
    Known,
    Refused(PieceRefusal),
}

impl From<EnvelopeOutcome> for Handed {
    fn from(outcome: EnvelopeOutcome) -> Self {
        match outcome {
            EnvelopeOutcome::Taken(entries) => Handed::Taken(entries),
            EnvelopeOutcome::Known => Handed::Known,
            EnvelopeOutcome::Refused(why) => Handed::Refused(why.into()),
        }
    }
}

/// What an envelope held, whose device and form are known to be right.
pub(super) struct Piece {
    pub device: Device,
    pub log_id: LogId,
    pub nonce: Nonce,
    pub opened: Opened,
    /// The segment and its heads.
    pub content: (Segment, Vec<Head>),
}

impl Piece {
    pub fn first(&self) -> u64 {
        self.content.0.first
    }
}

/// What became of one, and how far its log is held behind it.
pub(super) struct Taken {
    pub outcome: EnvelopeOutcome,
    pub have: Option<(u64, Head)>,
}

/// What is held that several may need, and what they leave to be written.
pub(super) struct Taking<'p, 'c> {
    db: &'p Write<'c>,
    by: By,
    now: Instant,
    feed: Feed,
    tree: Growing,
    devices: BTreeMap<i64, Device>,
    logs: BTreeMap<LogId, StoredLog>,
    orders: BTreeMap<LogId, Vec<PurgeOrder>>,
    placed: Vec<Placed<'p>>,
    /// Logs of which something was taken.
    moved_on: BTreeSet<LogId>,
}

impl<'p, 'c> Taking<'p, 'c> {
    pub fn begin(db: &'p Write<'c>, pieces: impl Iterator<Item = &'p Piece>, by: By, now: Instant) -> Result<Self, StorageError> {
        let (ids, logs): (Vec<i64>, Vec<LogId>) = pieces.map(|piece| (piece.device.id, piece.log_id)).unzip();
        let mut feed = Feed::begin(db)?;
        feed::activate(db, &mut feed, now)?;
        Ok(Taking {
            db,
            by,
            now,
            feed,
            tree: Growing::begin(db, &[])?,
            devices: devices::by_ids(db, &ids)?,
            logs: logs::by_ids(db, &logs)?,
            orders: purges::of_logs(db, &logs)?,
            placed: Vec::new(),
            moved_on: BTreeSet::new(),
        })
    }

    pub fn take(&mut self, piece: &'p Piece) -> Result<Taken, StorageError> {
        let Piece { device, log_id, nonce, content: (segment, heads), .. } = piece;
        let refused = |why| Ok(Taken { outcome: EnvelopeOutcome::Refused(why), have: None });
        // Looked at under the lock, as every push is.
        let is_revoked = self.devices.get(&device.id).is_none_or(|found| found.revoked || found.public_key != device.public_key);
        if is_revoked && self.by != By::District {
            return refused(PieceRefusal::DeviceRevoked);
        }
        let found = self.logs.get(log_id).cloned();
        let Some(log) = logs::open_found(self.db, found, log_id, device.id, nonce, self.now)? else {
            return refused(PieceRefusal::LogForeign);
        };
        self.logs.insert(*log_id, log.clone());
        let held = held(&log, *log_id);
        let shown = shown(segment, heads);
        let known = match heads_needed(&held, &shown) {
            Some((lowest, highest)) => {
                self.write_placed()?;
                held_heads(self.db, *log_id, log.id, lowest, highest)?
            }
            None => BTreeMap::new(),
        };
        let decision = decide(&held, &known, &shown);
        let new = self.place(piece, log.id, &decision)?;
        let is_behind = decision.quarantine.is_none() && new == 0 && (decision.head.is_none() || segment.last() > log.have);
        let other = match is_behind {
            true if self.by == By::Device => Some(segment.first),
            true => on_another_branch(self.db, log.id, &held, &known, (segment, heads))?,
            false => None,
        };
        let fork = other.map(|sequence| (PieceRefusal::SegmentFork, sequence));
        let quarantine = decision.quarantine.map(|(_, reason)| (reason, decision.have + 1)).or(fork);
        let quarantine = quarantine.map(|why| self.quarantine(piece, log.id, why)).transpose()?;
        let outcome = match quarantine {
            Some(reason) => EnvelopeOutcome::Refused(reason),
            None if new > 0 => EnvelopeOutcome::Taken(new),
            None if segment.last() <= log.have && decision.head.is_some() => EnvelopeOutcome::Known,
            // Behind a gap, or it follows from a history that is not the held one: kept by its carrier, and looked at again.
            None => EnvelopeOutcome::Refused(PieceRefusal::EnvelopeGap),
        };
        let reached = self.update(*log_id, log, &decision, new);
        Ok(Taken { outcome, have: Some(reached).filter(|(have, _)| *have > 0) })
    }

    /// Gives what is to be taken its place, and says how many entries are new.
    fn place(&mut self, piece: &'p Piece, log: i64, decision: &Decision) -> Result<u64, StorageError> {
        let orders = self.orders.get(&piece.log_id).map_or(&[][..], Vec::as_slice);
        let mut new = 0;
        for (_, from) in &decision.take {
            let taken = New { device: &piece.device, log, log_id: piece.log_id, opened: &piece.opened, from: *from, now: self.now };
            let placed = Placed::take(&mut self.feed, &mut self.tree, orders, taken)?;
            new += placed.as_ref().map_or(0, Placed::count);
            self.placed.extend(placed);
        }
        Ok(new)
    }

    /// Keeps what cannot be taken as evidence; what its carrier is told.
    fn quarantine(&mut self, piece: &Piece, log: i64, (reason, sequence): (PieceRefusal, u64)) -> Result<PieceRefusal, StorageError> {
        let orders = self.orders.get(&piece.log_id).map_or(&[][..], Vec::as_slice);
        let Opened { signed, .. } = &piece.opened;
        let bytes = &*purge::without_purged_bytes(orders, &signed.bytes);
        if reason != PieceRefusal::SegmentFork {
            refused::keep(self.db, piece.device.id, &piece.log_id.0, sequence, reason.text(), self.now, bytes)?;
            return Ok(reason);
        }
        let head = shown(&piece.content.0, &piece.content.1).head;
        let fork = forks::Piece { log, device: piece.device.id, sequence, signature: signed.signature, head, bytes };
        match forks::keep(self.db, &fork, self.now)? {
            forks::Kept::New => self.feed.devices_changed(),
            forks::Kept::Before => {}
            forks::Kept::NoRoom => return Ok(PieceRefusal::EvidenceFull),
        }
        Ok(reason)
    }

    /// How far the log is held now.
    fn update(&mut self, log_id: LogId, log: StoredLog, decision: &Decision, new: u64) -> (u64, Head) {
        let Some(head) = decision.head.filter(|_| new > 0) else { return (log.have, Head(log.head)) };
        self.logs.insert(log_id, StoredLog { have: decision.have, head: head.0, ..log });
        self.moved_on.insert(log_id);
        self.feed.entries_changed();
        (decision.have, head)
    }

    fn write_placed(&mut self) -> Result<(), StorageError> {
        keep::write(self.db, &std::mem::take(&mut self.placed))
    }

    /// Writes segments, projections and hashes, logs, and the feed's counter last.
    pub fn finish(mut self) -> Result<(), StorageError> {
        self.write_placed()?;
        let moved_on: Vec<StoredLog> = self.moved_on.iter().filter_map(|log| self.logs.get(log).cloned()).collect();
        logs::update(self.db, &moved_on)?;
        self.tree.finish(self.db)?;
        self.feed.finish(self.db)
    }
}

fn held(log: &StoredLog, log_id: LogId) -> LogState {
    let taken_twice = broken(Fault::EnvelopeTakenTwice);
    let (have, head) = if taken_twice { (0, chain::first_head(log_id)) } else { (log.have, Head(log.head)) };
    LogState { have, head, token: None, previous_token: None }
}

fn shown(segment: &Segment, heads: &[Head]) -> Shown {
    Shown {
        token: None,
        // The chain alone decides: whoever carries an envelope has no clone token to show.
        is_closed: true,
        last: segment.last(),
        head: heads.last().copied().unwrap_or(segment.previous),
        segments: vec![ShownSegment::Good { first: segment.first, previous: segment.previous, heads: heads.to_vec() }],
    }
}

/// The number from which on an opened envelope that does not follow from what is held is of another branch: it has other content at a
/// held number, or follows from a branch that is kept. None when it only came before what it follows from.
fn on_another_branch(
    db: &Write<'_>,
    log: i64,
    held: &LogState,
    known: &BTreeMap<u64, Head>,
    (segment, heads): (&Segment, &[Head]),
) -> Result<Option<u64>, StorageError> {
    let held_there = if segment.first == held.have { Some(&held.head) } else { known.get(&segment.first) };
    if segment.first <= held.have && held_there.is_some() && held_there != heads.first() {
        return Ok(Some(segment.first));
    }
    forks::begins_at(db, log, &segment.previous)
}
