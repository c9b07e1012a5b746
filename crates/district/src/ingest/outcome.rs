//! What came of a push, and what its device is told of entries that cannot be read.

use daylog_storage::{Read, StorageError, refused};
use daylog_wire::{
    chain::Head,
    message::{CloneToken, RefusedEntry, Verdict},
    refusal::{PieceRefusal, Told},
};

use super::{checkpoints::ProvenCheckpoint, decide::ShownSegment, prepared::Prepared};

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
pub enum PushOutcome {
    /// With the checkpoint that its device is told.
    Taken(Box<Pushed>, ProvenCheckpoint),
    /// The log is not this device's; nothing was looked at.
    Refused(PieceRefusal),
    Revoked,
}

pub(super) type Taken = Result<Pushed, NotLookedAt>;

/// Why nothing of a push was looked at.
pub(super) enum NotLookedAt {
    Revoked,
    LogForeign,
}

impl From<NotLookedAt> for PushOutcome {
    fn from(why: NotLookedAt) -> Self {
        match why {
            NotLookedAt::Revoked => PushOutcome::Revoked,
            NotLookedAt::LogForeign => PushOutcome::Refused(PieceRefusal::LogForeign),
        }
    }
}

/// How many entries of one request that cannot be read are named in its answer: what two full segments hold, four times what a
/// device sends at once. Each takes three of the items that a device reads of a message at most.
const REFUSED_NAMED: u32 = 8192;
/// How many of those before what a request pushes, the latest: background delivery may have brought them, to which nothing is said of them,
/// and the device does not push what it holds a receipt for. They are named again and again, so that a lost answer loses none.
const REFUSED_BEFORE: u32 = 100;
/// The entries of this log that cannot be read, as far as the device is to be told.
pub(super) fn refused_entries(db: &Read<'_>, push: &Prepared, pushed: &Pushed) -> Result<Vec<RefusedEntry>, StorageError> {
    let (log, request) = (&push.request.log.0, &push.request);
    let is_new_generation = matches!(pushed.verdict, Verdict::StartGeneration(_));
    let first_shown = push.shown.segments.iter().find_map(|segment| match segment {
        ShownSegment::Good { first, .. } => Some(*first),
        ShownSegment::Bad(_) => None,
    });
    // Where the two logs may differ, something else may stand on the device at a number that was refused here.
    let is_same = (request.last, Some(request.head)) == pushed.agreed;
    let before = if is_same && !pushed.is_repeated && !is_new_generation { first_shown.unwrap_or(pushed.agreed.0 + 1) } else { 0 };
    let mut refused = refused::before(db, log, before, REFUSED_BEFORE)?;
    if let Some(first) = first_shown.filter(|_| !is_new_generation) {
        refused.extend(refused::of_log(db, log, first, REFUSED_NAMED)?);
    }
    Ok(refused.into_iter().map(|(sequence, reason)| RefusedEntry { sequence, reason: Told::read(&reason) }).collect())
}
