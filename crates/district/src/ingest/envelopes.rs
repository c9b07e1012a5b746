//! Taking in encrypted envelopes, whoever carried them: opened with the district's key, checked as any push is, kept exactly once.
//! What an envelope says about its device's state is nothing: no report, no clone token and no page comes of it.

use std::collections::{BTreeMap, btree_map::Entry as Place};

use daylog_domain::{ids::LogId, time::Instant};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    Database, StorageError, Write,
    devices::{self, Device},
    feed::{self, Feed},
    forks,
    logs::{self, StoredLog},
    purges, refused,
    tree::Growing,
};
use daylog_wire::{
    chain::{self, Head},
    delivery::Handed,
    envelope::{Envelope, OpenedEnvelope},
    keys::PublicKey,
    receipt::Receipt,
    refusal::{Code, PieceRefusal},
    segment::Segment,
};

use super::{
    decide::{Held, Shown, ShownSegment, decide, heads_needed},
    keep,
    opened::{Opened, open},
    take::held_heads,
};
use crate::{keys::Keys, purge};

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
pub enum Outcome {
    /// So many of its entries are new and held now.
    Taken(u64),
    /// Everything in it was held already.
    Known,
    Refused(PieceRefusal),
}

impl From<Outcome> for Handed {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Taken(entries) => Handed::Taken(entries),
            Outcome::Known => Handed::Known,
            Outcome::Refused(why) => Handed::Refused(why.into()),
        }
    }
}

/// What became of them. What counts as taken is on disk.
#[derive(Debug, Default)]
pub struct Delivered {
    /// One for each envelope, in order.
    pub outcomes: Vec<Outcome>,
    /// One for each log of which something was handed in and is held.
    pub receipts: Vec<Receipt>,
}

/// Takes envelopes in, in the order of their logs and numbers whatever order they come in.
pub fn deliver(database: &Database, keys: &Keys, envelopes: &[Envelope], by: By, now: Instant) -> Result<Delivered, StorageError> {
    let opened_envelopes: Vec<_> = envelopes.iter().map(|envelope| envelope.open(&keys.envelopes).map_err(|bad| bad.refusal())).collect();
    let mut order: Vec<usize> = (0..opened_envelopes.len()).collect();
    order.sort_by_key(|position| {
        opened_envelopes.get(*position).and_then(|opened_envelope| opened_envelope.as_ref().ok()).map(position_in_log)
    });
    let mut outcomes = vec![Outcome::Known; opened_envelopes.len()];
    let mut held: BTreeMap<LogId, (u64, Head)> = BTreeMap::new();
    for position in order {
        let outcome = match opened_envelopes.get(position) {
            Some(Ok(opened_envelope)) => take(database, opened_envelope, by, now, &mut held)?,
            Some(Err(why)) => Outcome::Refused(*why),
            None => continue,
        };
        if let Some(kept) = outcomes.get_mut(position) {
            *kept = outcome;
        }
    }
    let receipts = held.into_iter().map(|(log, (have, head))| Receipt::sign(&keys.signing, log, have, head, now)).collect();
    Ok(Delivered { outcomes, receipts })
}

fn position_in_log(opened_envelope: &OpenedEnvelope) -> (LogId, u64) {
    let first = daylog_wire::segment::Segment::from_bytes(&opened_envelope.segment.bytes).map_or(0, |segment| segment.first);
    (opened_envelope.log, first)
}

fn take(
    database: &Database,
    opened_envelope: &OpenedEnvelope,
    by: By,
    now: Instant,
    held: &mut BTreeMap<LogId, (u64, Head)>,
) -> Result<Outcome, StorageError> {
    let refused = |why: PieceRefusal| Ok(Outcome::Refused(why));
    let Some(device) = database.read(|db| devices::by_id(db, opened_envelope.device.0))? else {
        return refused(PieceRefusal::DeviceUnknown);
    };
    let key = PublicKey(device.public_key);
    if chain::log_id(&key.0, opened_envelope.nonce) != opened_envelope.log {
        return refused(PieceRefusal::LogIdentity);
    }
    let opened = open(opened_envelope.segment.clone(), opened_envelope.log, &key);
    if let Err(why) = &opened.content {
        return refused(*why);
    }
    let taken = database.write(|db| {
        // Looked at under the lock, as every push is.
        let is_revoked = devices::by_key(db, &key.0)?.is_none_or(|device| device.revoked);
        if is_revoked && by != By::District {
            return Ok(None);
        }
        keep_envelope(db, (&device, by), opened_envelope, &opened, now).map(Some)
    })?;
    let Some((outcome, have)) = taken else { return refused(PieceRefusal::DeviceRevoked) };
    if let Some(have) = have {
        match held.entry(opened_envelope.log) {
            Place::Vacant(position) => drop(position.insert(have)),
            Place::Occupied(mut position) => *position.get_mut() = have,
        }
    }
    Ok(outcome)
}

/// What became of the opened envelope, and how far its log is held afterwards.
fn keep_envelope(
    db: &Write<'_>,
    (device, by): (&Device, By),
    opened_envelope: &OpenedEnvelope,
    opened: &Opened,
    now: Instant,
) -> Result<(Outcome, Option<(u64, Head)>), StorageError> {
    let Ok((segment, heads)) = &opened.content else { return Ok((Outcome::Refused(PieceRefusal::EnvelopeGap), None)) };
    let Some(log) = logs::open(db, &opened_envelope.log, device.id, &opened_envelope.nonce, now)? else {
        return Ok((Outcome::Refused(PieceRefusal::LogForeign), None));
    };
    let taken_twice = broken(Fault::EnvelopeTakenTwice);
    let (have, head) = if taken_twice { (0, chain::first_head(opened_envelope.log)) } else { (log.have, Head(log.head)) };
    let held = Held { have, head, token: None, previous_token: None };
    let shown = Shown {
        token: None,
        // The chain alone decides: whoever carries an envelope has no clone token to show.
        is_closed: true,
        last: segment.last(),
        head: heads.last().copied().unwrap_or(segment.previous),
        segments: vec![ShownSegment::Good { first: segment.first, previous: segment.previous, heads: heads.clone() }],
    };
    let known = match heads_needed(&held, &shown) {
        Some((lowest, highest)) => held_heads(db, opened_envelope.log, log.id, lowest, highest)?,
        None => BTreeMap::new(),
    };
    let decision = decide(&held, &known, &shown);
    let mut feed = Feed::begin(db)?;
    feed::activate(db, &mut feed, now)?;
    let orders = purges::of_log(db, opened_envelope.log)?;
    let (mut tree, mut placed) = (Growing::begin(db, &[])?, Vec::new());
    for (_, from) in &decision.take {
        let new = keep::New { device, log: log.id, log_id: opened_envelope.log, opened, from: *from, now };
        placed.extend(keep::Placed::take(&mut feed, &mut tree, &orders, new)?);
    }
    let new: u64 = placed.iter().map(keep::Placed::count).sum();
    tree.finish(db)?;
    keep::write(db, &placed)?;
    let is_behind = decision.quarantine.is_none() && new == 0 && (decision.head.is_none() || segment.last() > log.have);
    let other = match is_behind {
        true if by == By::Device => Some(segment.first),
        true => on_another_branch(db, log.id, &held, &known, (segment, heads))?,
        false => None,
    };
    let mut quarantine =
        decision.quarantine.map(|(_, reason)| (reason, decision.have + 1)).or(other.map(|sequence| (PieceRefusal::SegmentFork, sequence)));
    if let Some((reason, sequence)) = quarantine {
        let (signature, bytes) = (opened.signed.signature, &*purge::without_purged_bytes(&orders, &opened.signed.bytes));
        if reason == PieceRefusal::SegmentFork {
            let piece = forks::Piece { log: log.id, device: device.id, sequence, signature, head: shown.head, bytes };
            if !forks::keep(db, &piece, now)? {
                quarantine = Some((PieceRefusal::EvidenceFull, sequence));
            }
        } else {
            refused::keep(db, device.id, &opened_envelope.log.0, sequence, reason.text(), now, bytes)?;
        }
    }
    let mut reached = (log.have, Head(log.head));
    if let Some(head) = decision.head.filter(|_| new > 0) {
        logs::update(db, &[StoredLog { have: decision.have, head: head.0, ..log }])?;
        feed.entries_changed();
        reached = (decision.have, head);
    }
    feed.finish(db)?;
    let outcome = match quarantine {
        Some((reason, _)) => Outcome::Refused(reason),
        None if new > 0 => Outcome::Taken(new),
        None if segment.last() <= log.have && decision.head.is_some() => Outcome::Known,
        // Behind a gap, or it follows from a history that is not the held one: kept by its carrier, and looked at again.
        None => Outcome::Refused(PieceRefusal::EnvelopeGap),
    };
    Ok((outcome, Some(reached).filter(|(have, _)| *have > 0)))
}

/// The number from which on an opened envelope that does not follow from what is held is of another branch: it has other content at a
/// held number, or follows from a branch that is kept. None when it only came before what it follows from.
fn on_another_branch(
    db: &Write<'_>,
    log: i64,
    held: &Held,
    known: &BTreeMap<u64, Head>,
    (segment, heads): (&Segment, &[Head]),
) -> Result<Option<u64>, StorageError> {
    let held_there = if segment.first == held.have { Some(&held.head) } else { known.get(&segment.first) };
    if segment.first <= held.have && held_there.is_some() && held_there != heads.first() {
        return Ok(Some(segment.first));
    }
    forks::begins_at(db, log, &segment.previous)
}
