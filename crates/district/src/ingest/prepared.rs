//! A push as far as it goes without the database: segments opened, entries read, and everything random drawn.

use std::sync::Arc;

use daylog_domain::time::Instant;
use daylog_faults::{Fault, broken};
use daylog_storage::{devices::Device, heard_requests::Mark};
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    keys::PublicKey,
    message::SyncRequest,
    segment::SignedSegment,
    tree::TreeHash,
};

use super::{
    decide::{Shown, ShownSegment},
    opened::{Opened, open},
    queue::Job,
};
use crate::{
    devices::program_name,
    random::{self, NoRandomness},
};

/// What a device pushes.
#[derive(Debug)]
pub struct Push {
    pub device: Device,
    pub request: Arc<SyncRequest>,
    /// The request's, perhaps with others before them.
    pub segments: Vec<SignedSegment>,
    /// Tells the request's bytes from all others.
    pub mark: Mark,
    pub now: Instant,
}

/// What waits for its transaction.
pub(super) struct Prepared {
    pub device: Device,
    pub request: Arc<SyncRequest>,
    pub opened: Vec<Opened>,
    pub shown: Shown,
    /// What the device showed of an earlier state of this server, if this district signed it.
    pub checkpoint: Option<Checkpoint>,
    /// The name that its program gives itself, as it is kept.
    pub program: String,
    pub mark: Mark,
    pub random: Random,
    pub now: Instant,
}

/// Random bytes, drawn before the transaction: its work may be done more than once.
#[derive(Clone, Copy)]
pub(super) struct Random {
    pub token: [u8; 8],
    pub epoch: [u8; 16],
}

impl Job for Prepared {
    fn device(&self) -> i64 {
        self.device.id
    }

    fn bytes(&self) -> usize {
        self.opened.iter().map(|opened| opened.signed.bytes.len()).sum()
    }
}

/// `server` is the key of this district: a checkpoint that it did not sign proves nothing.
pub(super) fn prepare(push: Push, key: &PublicKey, server: &PublicKey) -> Result<Prepared, NoRandomness> {
    let Push { device, request, segments, mark, now } = push;
    let opened: Vec<_> = segments.into_iter().map(|signed| open(signed, request.log, key)).collect();
    let shown = shown(&request, &opened);
    let checkpoint = request.checkpoint.as_ref().and_then(|note| signed_here(note, server));
    let random = Random { token: random::bytes()?, epoch: random::bytes()? };
    let program = program_name(&request.program);
    Ok(Prepared { device, request, opened, shown, checkpoint, program, mark, random, now })
}

fn signed_here(note: &[u8], server: &PublicKey) -> Option<Checkpoint> {
    let unproven = Checkpoint { epoch: Epoch([0; 16]), follows: None, size: 0, root: TreeHash([0; 32]) };
    Checkpoint::open(note, server).ok().or_else(|| broken(Fault::UnsignedCheckpointCounts).then_some(unproven))
}

fn shown(request: &SyncRequest, opened: &[Opened]) -> Shown {
    let segment = |opened: &Opened| match &opened.content {
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
