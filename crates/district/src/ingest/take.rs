//! Pushes in the transaction that keeps them: what is held is looked up, what to do with each is decided, and carried out.

use std::collections::BTreeMap;

use daylog_domain::{ids::LogId, time::Instant};
use daylog_storage::{
    StorageError, Write,
    devices::{self, Device, Report, Reported},
    district,
    feed::{self, Feed},
    forks,
    heard_requests::Heard,
    logs::{self, StoredLog},
    purges, refused,
    tree::Growing,
};
use daylog_wire::{
    chain::{self, Head},
    checkpoint::Epoch,
    message::{CloneToken, Verdict},
    purge::PurgeOrder,
    refusal::{Code, PieceRefusal},
    segment::Segment,
};

use super::{
    checkpoints::{self, ProvenCheckpoint, end_epoch_if_no_beginning},
    decide::{Decision, LogState, TokenStep, decide, heads_needed, next_token},
    keep::{self, New, Placed},
    opened::Opened,
    outcome::{NotLookedAt, PushOutcome, Pushed, Taken, refused_entries},
    prepared::Prepared,
};
use crate::purge;

/// Takes all of them, in their order, and says what came of each. What they need is read together, and what they leave written together;
/// the checkpoint that each is told is looked up behind the last of them. No two are of one device.
pub(super) fn all(db: &Write<'_>, pushes: &[Prepared]) -> Result<Vec<PushOutcome>, StorageError> {
    let mut group = Group::begin(db, pushes)?;
    let taken = pushes.iter().map(|push| group.take(push)).collect::<Result<Vec<_>, _>>()?;
    group.finish()?;
    let with_refused = refused::logs_with_entries(db, &logs_of(pushes))?;
    let shown: Vec<_> = pushes.iter().map(|push| push.checkpoint).collect();
    let outcome = |((taken, push), proven): ((Taken, &Prepared), ProvenCheckpoint)| match taken {
        Ok(mut pushed) => {
            if with_refused.contains(&push.request.log) {
                pushed.refused = refused_entries(db, push, &pushed)?;
            }
            Ok(PushOutcome::Taken(Box::new(pushed), proven))
        }
        Err(why) => Ok(why.into()),
    };
    taken.into_iter().zip(pushes).zip(checkpoints::for_each(db, &shown)?).map(outcome).collect()
}

fn logs_of(pushes: &[Prepared]) -> Vec<LogId> {
    pushes.iter().map(|push| push.request.log).collect()
}

/// What is held that several pushes may need, and what they leave to be written.
struct Group<'p, 'c> {
    db: &'p Write<'c>,
    feed: Feed,
    tree: Growing,
    epoch: Epoch,
    devices: BTreeMap<i64, (Device, Heard)>,
    logs: BTreeMap<LogId, StoredLog>,
    orders: BTreeMap<LogId, Vec<PurgeOrder>>,
    placed: Vec<Placed<'p>>,
    /// Logs as they stand now, and what devices told of themselves.
    moved_on: Vec<StoredLog>,
    reported: Vec<Reported<'p>>,
}

impl<'p, 'c> Group<'p, 'c> {
    fn begin(db: &'p Write<'c>, pushes: &[Prepared]) -> Result<Self, StorageError> {
        let mut feed = Feed::begin(db)?;
        feed::activate(db, &mut feed, pushes.iter().map(|push| push.now).max().unwrap_or(Instant(0)))?;
        let shown: Vec<u64> = pushes.iter().filter_map(|push| push.checkpoint).map(|shown| shown.size).collect();
        let devices: Vec<i64> = pushes.iter().map(|push| push.device.id).collect();
        let logs = logs_of(pushes);
        Ok(Group {
            db,
            feed,
            tree: Growing::begin(db, &shown)?,
            epoch: Epoch(district::read(db)?.epoch),
            devices: devices::with_heard(db, &devices)?,
            orders: purges::of_logs(db, &logs)?,
            logs: logs::by_ids(db, &logs)?,
            placed: Vec::new(),
            moved_on: Vec::new(),
            reported: Vec::new(),
        })
    }

    fn take(&mut self, push: &'p Prepared) -> Result<Taken, StorageError> {
        let Prepared { device, request, shown, mark, now, .. } = push;
        // Looked at again under the lock: the device may have been revoked while its request was on the way.
        let found = self.devices.remove(&device.id).filter(|(found, _)| !found.revoked && found.public_key == device.public_key);
        let Some((_, heard)) = found else { return Ok(Err(NotLookedAt::Revoked)) };
        let found = self.logs.remove(&request.log);
        let Some(log) = logs::open_found(self.db, found, &request.log, device.id, &request.nonce, *now)? else {
            return Ok(Err(NotLookedAt::LogForeign));
        };
        let is_repeated = heard.has(*mark);
        if let Some(shown) = &push.checkpoint {
            end_epoch_if_no_beginning(self.db, (&self.tree, &mut self.epoch), shown, push.random.epoch, *now)?;
        }
        let held = held(&log);
        let known = match heads_needed(&held, shown) {
            Some((lowest, highest)) => held_heads(self.db, request.log, log.id, lowest, highest)?,
            None => BTreeMap::new(),
        };
        let decision = decide(&held, &known, shown);
        let taken = self.place(push, log.id, &decision)?;
        self.quarantine(push, log.id, &decision)?;
        let token = self.update(push, log, &decision, taken);
        // Neither bytes that come again nor a request with an old token, from a copy or a recording, says how the device fares.
        // A copy is heard as soon as it has a log of its own.
        if !is_repeated && decision.token != TokenStep::Withhold {
            self.reported.push(Reported { device: device.id, report: report(push, &decision), heard: heard.with(*mark) });
            self.feed.devices_changed();
        }
        Ok(Ok(Pushed {
            refused: Vec::new(),
            is_level: decision.head.is_some() && decision.have >= held.have,
            agreed: (decision.have, decision.head),
            verdict: decision.verdict,
            is_repeated,
            token,
            taken,
        }))
    }

    /// Gives the segments that are to be taken their places, and says how many entries are new.
    fn place(&mut self, push: &'p Prepared, log: i64, decision: &Decision) -> Result<u64, StorageError> {
        let orders = self.orders.get(&push.request.log).map_or(&[][..], Vec::as_slice);
        let mut taken = 0;
        for (position, from) in &decision.take {
            let Some(opened) = push.opened.get(*position) else { continue };
            let new = New { device: &push.device, log, log_id: push.request.log, opened, from: *from, now: push.now };
            let placed = Placed::take(&mut self.feed, &mut self.tree, orders, new)?;
            taken += placed.as_ref().map_or(0, Placed::count);
            self.placed.extend(placed);
        }
        Ok(taken)
    }

    /// Of a fork the whole branch, as far as it came with the device's signature; of what is refused, what was refused.
    fn quarantine(&mut self, push: &Prepared, log: i64, decision: &Decision) -> Result<(), StorageError> {
        let Some((position, reason)) = decision.quarantine else { return Ok(()) };
        let (device, log_id, sequence) = (push.device.id, push.request.log, decision.have + 1);
        let orders = self.orders.get(&log_id).map_or(&[][..], Vec::as_slice);
        for (at, Opened { signed, content, .. }) in push.opened.iter().enumerate().skip(position) {
            let head = content.as_ref().map(|(_, heads)| heads.last().copied());
            let bytes = || purge::without_purged_bytes(orders, &signed.bytes);
            match (reason, head) {
                (PieceRefusal::SegmentFork, Ok(Some(head))) => {
                    let piece = forks::Piece { log, device, sequence, signature: signed.signature, head, bytes: &bytes() };
                    if forks::keep(self.db, &piece, push.now)? == forks::Kept::New {
                        self.feed.devices_changed();
                    }
                }
                (PieceRefusal::SegmentFork, _) => {}
                _ if at == position => refused::keep(self.db, device, &log_id.0, sequence, reason.text(), push.now, &bytes())?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Keeps how far the log is held now; the clone token that the answer gives.
    fn update(&mut self, push: &Prepared, before: StoredLog, decision: &Decision, taken: u64) -> Option<CloneToken> {
        let mut log = before.clone();
        if let Some(head) = decision.head.filter(|_| taken > 0) {
            (log.have, log.head) = (decision.have, head.0);
            self.feed.entries_changed();
        }
        let shown = push.request.token;
        let token = match decision.token {
            TokenStep::Renew => {
                let new = next_token(shown, push.random.token);
                (log.token, log.previous_token) = (Some(new.0), shown.map(|token| token.0));
                Some(new)
            }
            TokenStep::Repeat => log.token.map(CloneToken).filter(|_| !push.shown.is_closed),
            TokenStep::Withhold => None,
        };
        if log != before {
            self.moved_on.push(log);
        }
        token
    }

    /// Writes segments, projections and hashes, logs and devices, and the feed's counter last.
    fn finish(self) -> Result<(), StorageError> {
        self.tree.finish(self.db)?;
        keep::write(self.db, &self.placed)?;
        logs::update(self.db, &self.moved_on)?;
        devices::report(self.db, &self.reported)?;
        self.feed.finish(self.db)
    }
}

fn held(log: &StoredLog) -> LogState {
    let token = |token: Option<[u8; 16]>| token.map(CloneToken);
    LogState { have: log.have, head: Head(log.head), token: token(log.token), previous_token: token(log.previous_token) }
}

/// What the request tells of the device.
fn report<'p>(push: &'p Prepared, decision: &Decision) -> Report<'p> {
    let request = &push.request;
    let is_whole = decision.verdict == Verdict::Accepted && request.last == decision.have && decision.head.is_some();
    Report {
        at: push.now,
        complete: is_whole && request.pending == 0,
        pending: request.pending,
        clock_offset_ms: push.now.millis_since(request.wall),
        program: &push.program,
        directory: request.directory,
    }
}

/// The heads at `lowest..=highest` of what is held, computed from the segments.
pub(super) fn held_heads(db: &Write<'_>, log_id: LogId, log: i64, lowest: u64, highest: u64) -> Result<BTreeMap<u64, Head>, StorageError> {
    let mut heads = BTreeMap::new();
    if lowest == 0 {
        heads.insert(0, chain::first_head(log_id));
    }
    for stored in logs::segments(db, log, lowest.max(1), highest)? {
        let damaged = || StorageError::Unreadable { what: "segment" };
        let segment = Segment::from_bytes(&stored.bytes).map_err(|_| damaged())?;
        let of_segment = segment.heads().map_err(|_| damaged())?;
        let within = (segment.first..).zip(of_segment).filter(|(number, _)| (stored.first.max(lowest)..=stored.last).contains(number));
        heads.extend(within);
    }
    Ok(heads)
}
