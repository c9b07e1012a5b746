//! Pushes in the transaction that keeps them: what is held is looked up, what to do with each is decided, and carried out.

use std::collections::BTreeMap;

use daylog_domain::{ids::LogId, time::Instant};
use daylog_storage::{
    StorageError, Write,
    devices::{self, Report},
    feed::{self, Feed},
    forks, heard_requests,
    logs::{self, StoredLog},
    refused,
};
use daylog_wire::{
    chain::{self, Head},
    message::{CloneToken, RefusedEntry, Verdict},
    refusal::{Code, PieceRefusal, Told},
    segment::Segment,
};

use super::{
    decide::{Decision, Held, ShownSegment, TokenStep, decide, heads_needed, next_token},
    keep,
    opened::Opened,
    prepared::Prepared,
    standing::{self, Standing, end_epoch_if_rolled_back},
};
use crate::purge;

/// What became of a push. It is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    pub verdict: Verdict,
    /// How far device and server hold the same log, and its head there; without a head, from where to push again.
    pub agreed: (u64, Option<Head>),
    /// The device is known to hold all that is held of its log.
    pub is_level: bool,
    /// The very bytes of this request were answered before. They tell nothing new of the device, and whoever sends them may
    /// not be it: what is held is said again, and nothing else.
    pub is_repeated: bool,
    pub token: Option<CloneToken>,
    pub refused: Vec<RefusedEntry>,
    /// Entries that are new.
    pub taken: u64,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// How the whole stands with it, is beside it.
    Taken(Box<Pushed>, Standing),
    /// The log is not this device's; nothing was looked at.
    Refused(PieceRefusal),
    Revoked,
}

/// How many entries of one request that cannot be read are named in its answer: what two full segments hold, four times what a
/// device sends at once. Each takes three of the items that a device reads of a message at most.
const REFUSED_NAMED: u32 = 8192;
/// How many of those before what a request pushes, the latest: background delivery may have brought them, to which nothing is said of them,
/// and the device does not push what it holds a receipt for. They are named again and again, so that a lost answer loses none.
const REFUSED_BEFORE: u32 = 100;
/// What is kept of the name that a program gives itself.
const PROGRAM_CHARS: usize = 64;

/// Takes all of them, one after the other, and says what came of each. How the whole stands, which each is told, is looked up once,
/// behind the last of them.
pub(super) fn all(db: &Write<'_>, pushes: &[Prepared]) -> Result<Vec<Outcome>, StorageError> {
    let mut feed = Feed::begin(db)?;
    feed::activate(db, &mut feed, pushes.iter().map(|push| push.now).max().unwrap_or(Instant(0)))?;
    let taken = pushes.iter().map(|push| take(db, &mut feed, push)).collect::<Result<Vec<_>, _>>()?;
    feed.finish(db)?;
    let checkpoint = standing::checkpoint(db)?;
    let outcome = |(taken, push): (Taken, &Prepared)| match taken {
        Ok(pushed) => Ok(Outcome::Taken(Box::new(pushed), standing::shown(db, &checkpoint, push.checkpoint.as_ref())?)),
        Err(why) => Ok(why.into()),
    };
    taken.into_iter().zip(pushes).map(outcome).collect()
}

type Taken = Result<Pushed, NotLookedAt>;

/// Why nothing of a push was looked at.
enum NotLookedAt {
    Revoked,
    LogForeign,
}

impl From<NotLookedAt> for Outcome {
    fn from(why: NotLookedAt) -> Self {
        match why {
            NotLookedAt::Revoked => Outcome::Revoked,
            NotLookedAt::LogForeign => Outcome::Refused(PieceRefusal::LogForeign),
        }
    }
}

fn take(db: &Write<'_>, feed: &mut Feed, push: &Prepared) -> Result<Taken, StorageError> {
    let Prepared { device, request, shown, checkpoint, mark, random, now, .. } = push;
    // Looked at again under the lock: the device may have been revoked while its request was on the way.
    if devices::by_key(db, &device.public_key)?.is_none_or(|device| device.revoked) {
        return Ok(Err(NotLookedAt::Revoked));
    }
    let Some(log) = logs::open(db, &request.log, device.id, &request.nonce, *now)? else {
        return Ok(Err(NotLookedAt::LogForeign));
    };
    let is_repeated = heard_requests::has_heard(db, device.id, *mark)?;
    end_epoch_if_rolled_back(db, checkpoint.as_ref(), random.epoch, *now)?;
    let held = held(&log);
    let known = match heads_needed(&held, shown) {
        Some((lowest, highest)) => held_heads(db, request.log, log.id, lowest, highest)?,
        None => BTreeMap::new(),
    };
    let decision = decide(&held, &known, shown);
    let taken = keep_new(db, feed, push, log.id, &decision)?;
    quarantine(db, push, log.id, &decision)?;
    let token = renew_token(db, push, &log, &decision)?;
    // Neither bytes that come again nor a request with an old token, from a copy or a recording, says how the device fares.
    // A copy is heard as soon as it has a log of its own.
    if !is_repeated && decision.token != TokenStep::Withhold {
        heard_requests::hear(db, device.id, *mark)?;
        devices::report(db, device.id, &report(push, &decision))?;
        feed.devices_changed();
    }
    Ok(Ok(Pushed {
        refused: refused_entries(db, push, &decision, is_repeated)?,
        is_level: decision.head.is_some() && decision.have >= held.have,
        agreed: (decision.have, decision.head),
        verdict: decision.verdict,
        is_repeated,
        token,
        taken,
    }))
}

fn held(log: &StoredLog) -> Held {
    let token = |token: Option<[u8; 16]>| token.map(CloneToken);
    Held { have: log.have, head: Head(log.head), token: token(log.token), previous_token: token(log.previous_token) }
}

/// Keeps the segments that are to be taken, and says how many entries are new.
fn keep_new(db: &Write<'_>, feed: &mut Feed, push: &Prepared, log: i64, decision: &Decision) -> Result<u64, StorageError> {
    let mut taken = 0;
    for (position, from) in &decision.take {
        if let Some(opened) = push.opened.get(*position) {
            let kept = keep::Kept { device: &push.device, log, log_id: push.request.log, opened, from: *from, now: push.now };
            taken += keep::segment(db, feed, &kept)?;
        }
    }
    if let Some(head) = decision.head.filter(|_| taken > 0) {
        logs::advance(db, log, decision.have, &head.0)?;
        feed.entries_changed();
    }
    Ok(taken)
}

/// Of a fork the whole branch, as far as it came with the device's signature; of what is refused, what was refused.
fn quarantine(db: &Write<'_>, push: &Prepared, log: i64, decision: &Decision) -> Result<(), StorageError> {
    let Some((position, reason)) = decision.quarantine else { return Ok(()) };
    let (device, log_id, sequence) = (push.device.id, push.request.log, decision.have + 1);
    for (at, Opened { signed, content, .. }) in push.opened.iter().enumerate().skip(position) {
        let head = content.as_ref().map(|(_, heads)| heads.last().copied());
        match (reason, head) {
            (PieceRefusal::SegmentFork, Ok(Some(head))) => {
                let (signature, bytes) = (signed.signature, &*purge::without_purged_bytes(db, log_id, &signed.bytes)?);
                forks::keep(db, &forks::Piece { log, device, sequence, signature, head, bytes }, push.now)?;
            }
            (PieceRefusal::SegmentFork, _) => {}
            _ if at == position => {
                let bytes = purge::without_purged_bytes(db, log_id, &signed.bytes)?;
                refused::keep(db, device, &log_id.0, sequence, reason.text(), push.now, &bytes)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The clone token that the answer gives, kept where it is new.
fn renew_token(db: &Write<'_>, push: &Prepared, log: &StoredLog, decision: &Decision) -> Result<Option<CloneToken>, StorageError> {
    let shown = push.request.token;
    Ok(match decision.token {
        TokenStep::Renew => {
            let new = next_token(shown, push.random.token);
            logs::set_tokens(db, log.id, &new.0, shown.map(|token| token.0).as_ref())?;
            Some(new)
        }
        TokenStep::Repeat => log.token.map(CloneToken).filter(|_| !push.shown.is_closed),
        TokenStep::Withhold => None,
    })
}

/// What the request tells of the device.
fn report<'p>(push: &'p Prepared, decision: &Decision) -> Report<'p> {
    let request = &push.request;
    let is_whole = decision.verdict == Verdict::Accepted && request.last == decision.have && decision.head.is_some();
    let program = request.program.char_indices().nth(PROGRAM_CHARS).map_or(&*request.program, |(end, _)| request.program.split_at(end).0);
    Report {
        at: push.now,
        complete: is_whole && request.pending == 0,
        pending: request.pending,
        clock_offset_ms: push.now.millis_since(request.wall),
        program,
        directory: request.directory,
    }
}

/// The entries of this log that cannot be read, as far as the device is to be told.
fn refused_entries(db: &Write<'_>, push: &Prepared, decision: &Decision, is_repeated: bool) -> Result<Vec<RefusedEntry>, StorageError> {
    let (log, request) = (&push.request.log.0, &push.request);
    let is_new_generation = matches!(decision.verdict, Verdict::StartGeneration(_));
    let first_shown = push.shown.segments.iter().find_map(|segment| match segment {
        ShownSegment::Good { first, .. } => Some(*first),
        ShownSegment::Bad(_) => None,
    });
    // Where the two logs may differ, something else may stand on the device at a number that was refused here.
    let is_same = (request.last, Some(request.head)) == (decision.have, decision.head);
    let before = if is_same && !is_repeated && !is_new_generation { first_shown.unwrap_or(decision.have + 1) } else { 0 };
    let mut refused = refused::before(db, log, before, REFUSED_BEFORE)?;
    if let Some(first) = first_shown.filter(|_| !is_new_generation) {
        refused.extend(refused::of_log(db, log, first, REFUSED_NAMED)?);
    }
    Ok(refused.into_iter().map(|(sequence, reason)| RefusedEntry { sequence, reason: Told::read(&reason) }).collect())
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
