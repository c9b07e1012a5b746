//! One push from bytes to disk: segments are opened and entries read before the write lock is taken.

use std::collections::BTreeMap;

use daylog_domain::{ids::LogId, time::Instant};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    Database, StorageError, Write,
    devices::{self, Device, Report},
    feed::{self, Feed},
    forks,
    heard_requests::{self, Mark},
    logs::{self, StoredLog},
    refused,
};
use daylog_wire::{
    chain::{self, Head},
    checkpoint::{Checkpoint, Epoch},
    keys::PublicKey,
    message::{CloneToken, RefusedEntry, SyncRequest, Verdict},
    refusal::{Code, PieceRefusal, Told},
    segment::Segment,
    tree::TreeHash,
};

use super::{
    decide::{Held, Shown, ShownSegment, TokenStep, decide, heads_needed, next_token},
    keep,
    opened::{Opened, open},
    standing::{Standing, end_epoch_if_rolled_back, standing},
};
use crate::{
    purge,
    random::{self, NoRandomness},
};

/// Why a push could not be answered at all; nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

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
    pub standing: Standing,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Taken(Box<Pushed>),
    /// The log is not this device's; nothing was looked at.
    Refused(PieceRefusal),
    Revoked,
}

/// Random bytes drawn before the lock is taken.
#[derive(Clone, Copy)]
struct Random {
    token: [u8; 8],
    epoch: [u8; 16],
}

/// How many entries of one request that cannot be read are named in its answer: what two full segments hold, four times what a
/// device sends at once. Each takes three of the items that a device reads of a message at most.
const REFUSED_NAMED: u32 = 8192;
/// How many of those before what a request pushes, the latest: background delivery may have brought them, to which nothing is said of them,
/// and the device does not push what it holds a receipt for. They are named again and again, so that a lost answer loses none.
const REFUSED_BEFORE: u32 = 100;

/// Keeps what is new, in one transaction, and says what the device must know. `server` is the key of this district:
/// a checkpoint that it did not sign proves nothing. `mark` tells the request's bytes from all others.
pub fn push(
    database: &Database,
    device: &Device,
    request: &SyncRequest,
    mark: Mark,
    server: &PublicKey,
    now: Instant,
) -> Result<Outcome, PushError> {
    let key = PublicKey(device.public_key);
    if chain::log_id(&key.0, request.nonce) != request.log {
        return Ok(Outcome::Refused(PieceRefusal::LogIdentity));
    }
    let opened: Vec<_> = request.segments.iter().map(|signed| open(signed, request.log, &key)).collect();
    let shown = shown(request, &opened);
    let checkpoint = request.checkpoint.as_ref().and_then(|note| signed_here(note, server));
    let random = Random { token: random::bytes()?, epoch: random::bytes()? };
    database.write(|db| {
        // Looked at again under the lock: the device may have been revoked while its request was on the way.
        let is_revoked = devices::by_key(db, &device.public_key)?.is_none_or(|device| device.revoked);
        if is_revoked {
            return Ok(Outcome::Revoked);
        }
        let Some(log) = logs::open(db, &request.log, device.id, &request.nonce, now)? else {
            return Ok(Outcome::Refused(PieceRefusal::LogForeign));
        };
        take(db, Take { device, request, log, opened: &opened, shown: &shown, checkpoint, mark, random, now })
            .map(|pushed| Outcome::Taken(Box::new(pushed)))
    })
}

fn signed_here(note: &[u8], server: &PublicKey) -> Option<Checkpoint> {
    let unproven = Checkpoint { epoch: Epoch([0; 16]), follows: None, size: 0, root: TreeHash([0; 32]) };
    Checkpoint::open(note, server).ok().or_else(|| broken(Fault::UnsignedCheckpointCounts).then_some(unproven))
}

fn shown(request: &SyncRequest, opened: &[Opened<'_>]) -> Shown {
    let segment = |opened: &Opened<'_>| match &opened.content {
        Ok((segment, heads)) => ShownSegment::Good { first: segment.first, previous: segment.previous, heads: heads.clone() },
        Err(why) => ShownSegment::Bad(*why),
    };
    Shown {
        token: request.token,
        is_closed: request.closed,
        last: request.last,
        head: request.head,
        segments: opened.iter().map(segment).collect(),
    }
}

struct Take<'a, 'r> {
    device: &'a Device,
    request: &'a SyncRequest,
    log: StoredLog,
    opened: &'a [Opened<'r>],
    shown: &'a Shown,
    /// What the device showed of an earlier state of this server, if this district signed it.
    checkpoint: Option<Checkpoint>,
    mark: Mark,
    random: Random,
    now: Instant,
}

fn take(db: &Write<'_>, push: Take<'_, '_>) -> Result<Pushed, PushError> {
    let Take { device, request, log, opened, shown, checkpoint, mark, random, now } = push;
    let is_repeated = heard_requests::has_heard(db, device.id, mark)?;
    end_epoch_if_rolled_back(db, checkpoint.as_ref(), random.epoch, now)?;
    let held =
        Held { have: log.have, head: Head(log.head), token: log.token.map(CloneToken), previous_token: log.previous_token.map(CloneToken) };
    let known = match heads_needed(&held, shown) {
        Some((lowest, highest)) => held_heads(db, request.log, log.id, lowest, highest)?,
        None => BTreeMap::new(),
    };
    let decision = decide(&held, &known, shown);
    let mut feed = Feed::begin(db)?;
    feed::activate(db, &mut feed, now)?;
    let mut taken = 0;
    for (position, from) in &decision.take {
        if let Some(opened) = opened.get(*position) {
            taken += keep::segment(db, &mut feed, &keep::Kept { device, log: log.id, log_id: request.log, opened, from: *from, now })?;
        }
    }
    if let Some((position, reason)) = decision.quarantine {
        // Of a fork the whole branch, as far as it came with the device's signature; of what is refused, what was refused.
        let sequence = decision.have + 1;
        for (at, Opened { signed, content, .. }) in opened.iter().enumerate().skip(position) {
            match content.as_ref().map(|(_, heads)| heads.last().copied()) {
                Ok(Some(head)) if reason == PieceRefusal::SegmentFork => {
                    let (signature, bytes) = (signed.signature, &*purge::without_purged_bytes(db, request.log, &signed.bytes)?);
                    forks::keep(db, &forks::Piece { log: log.id, device: device.id, sequence, signature, head, bytes }, now)?;
                }
                _ if reason != PieceRefusal::SegmentFork && at == position => {
                    let bytes = purge::without_purged_bytes(db, request.log, &signed.bytes)?;
                    refused::keep(db, device.id, &request.log.0, sequence, reason.text(), now, &bytes)?;
                }
                _ => {}
            }
        }
    }
    let is_new_generation = matches!(decision.verdict, Verdict::StartGeneration(_));
    if let Some(head) = decision.head.filter(|_| taken > 0) {
        logs::advance(db, log.id, decision.have, &head.0)?;
        feed.entries_changed();
    }
    let token = match decision.token {
        TokenStep::Renew => {
            let new = next_token(request.token, random.token);
            logs::set_tokens(db, log.id, &new.0, request.token.map(|token| token.0).as_ref())?;
            Some(new)
        }
        TokenStep::Repeat => held.token.filter(|_| !shown.is_closed),
        TokenStep::Withhold => None,
    };
    let complete =
        decision.verdict == Verdict::Accepted && request.pending == 0 && request.last == decision.have && decision.head.is_some();
    let program: String = request.program.chars().take(64).collect();
    let report = Report {
        at: now,
        complete,
        pending: request.pending,
        clock_offset_ms: now.millis_since(request.wall),
        program: &program,
        directory: request.directory,
    };
    // Neither bytes that come again nor a request with an old token, from a copy or a recording, says how the device fares.
    // A copy is heard as soon as it has a log of its own.
    if !is_repeated && decision.token != TokenStep::Withhold {
        heard_requests::hear(db, device.id, mark)?;
        devices::report(db, device.id, &report)?;
        feed.devices_changed();
    }
    let first_shown = shown.segments.iter().find_map(|segment| match segment {
        ShownSegment::Good { first, .. } => Some(*first),
        ShownSegment::Bad(_) => None,
    });
    // Where the two logs may differ, something else may stand on the device at a number that was refused here.
    let is_same = (request.last, Some(request.head)) == (decision.have, decision.head);
    let before = if is_same && !is_repeated && !is_new_generation { first_shown.unwrap_or(decision.have + 1) } else { 0 };
    let mut refused = refused::before(db, &request.log.0, before, REFUSED_BEFORE)?;
    if let Some(first) = first_shown.filter(|_| !is_new_generation) {
        refused.extend(refused::of_log(db, &request.log.0, first, REFUSED_NAMED)?);
    }
    feed.finish(db)?;
    let refused = refused.into_iter().map(|(sequence, reason)| RefusedEntry { sequence, reason: Told::read(&reason) }).collect();
    let is_level = decision.head.is_some() && decision.have >= held.have;
    let standing = standing(db, checkpoint.as_ref())?;
    Ok(Pushed { verdict: decision.verdict, agreed: (decision.have, decision.head), is_level, is_repeated, token, refused, taken, standing })
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
