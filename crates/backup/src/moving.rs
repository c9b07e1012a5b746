//! A district that moves to another database: copied, compared, held against what the district once signed, and only then given up
//! by the old one. A move that was cut short is begun again with the same databases and goes on where it stopped.
//!
//! The source must be quiet. Nobody is kept from writing to it while it is copied: whether somebody did is seen under its write
//! lock, in the transaction that marks it as moved. From there on no number of its feed is given out, by no process.

use daylog_district::ingest::checkpoints;
use daylog_domain::time::Instant;
use daylog_storage::{
    Database, StorageError,
    served::{self, TransferState},
    transfer::{self, Progress},
};

use crate::verify::{self, Report, Statement};

/// What moves, and where to.
pub struct Moving<'a> {
    pub source: &'a Database,
    pub target: &'a Database,
    /// What this district once signed: the copy must hold all of it.
    pub statements: &'a [Statement],
    pub now: Instant,
}

/// Where a move stands. What is told of a stage comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Copying(Progress),
    /// Both sides are read in full.
    Comparing,
    /// The chains, signatures and trees of the copy.
    Verifying,
    /// The source is marked as moved.
    GivingUp,
    /// The target may be served.
    TakingUp,
}

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Rows that were copied by this call: fewer than there are where an earlier one began.
    pub rows: u64,
    /// None where the source was given up by an earlier call, which had verified everything.
    pub report: Option<Report>,
}

/// Why a district did not move. Unless it is said otherwise, the source can be served as before.
#[derive(Debug, thiserror::Error)]
pub enum MoveProblem {
    #[error("the database to move to holds a district already, or did")]
    NotEmpty,
    #[error("the database to move to is half filled by another move, or by one of before the district was served again")]
    OtherMove,
    #[error("the database to move from is half filled itself")]
    SourceFilling,
    #[error("the district was moved out of this database before")]
    SourceMoved,
    #[error("the database to move from was written to meanwhile")]
    SourceWritten,
    /// Nothing was given up.
    #[error("the copy is not whole")]
    NotWhole(Box<Report>),
    /// The copying itself is in order.
    #[error("the two databases do not give the same checkpoint")]
    Checkpoint,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Moves. What `tell` fails with ends it, at that stage.
pub fn run<E: From<MoveProblem> + From<StorageError>>(
    moving: &Moving<'_>,
    mut tell: impl FnMut(Stage) -> Result<(), E>,
) -> Result<Moved, E> {
    let moved = match look(moving)? {
        Found::GivenUp => Moved { rows: 0, report: None },
        Found::ToBegin(source) => {
            moving.target.write(|db| served::begin(db, source, moving.now))?;
            fill_and_give_up(moving, source, &mut tell)?
        }
        Found::Begun(source) => fill_and_give_up(moving, source, &mut tell)?,
    };
    tell(Stage::TakingUp)?;
    moving.target.write(served::finish)?;
    Ok(moved)
}

/// What the two databases say of each other before anything is done.
enum Found {
    ToBegin([u8; 32]),
    Begun([u8; 32]),
    /// Everything is in the target, and only it is not said there yet.
    GivenUp,
}

fn look(moving: &Moving<'_>) -> Result<Found, MoveProblem> {
    let (source, held) = moving.source.read(|db| Ok::<_, StorageError>((served::transfer_state(db)?, transfer::state(db)?)))?;
    let filling = match (&source, filling(moving.target)) {
        // The same command once more, when all is done.
        (Some(TransferState::Moved { .. }), Err(MoveProblem::NotEmpty)) => return Err(MoveProblem::SourceMoved),
        (_, filling) => filling?,
    };
    match (source, filling) {
        (Some(TransferState::Filling { .. }), _) => Err(MoveProblem::SourceFilling),
        (Some(TransferState::Moved { source, .. }), Some(filling)) if source == filling => Ok(Found::GivenUp),
        (Some(TransferState::Moved { .. }), _) => Err(MoveProblem::SourceMoved),
        (None, None) => Ok(Found::ToBegin(held)),
        (None, Some(filling)) if filling == held => Ok(Found::Begun(held)),
        (None, Some(_)) => Err(MoveProblem::OtherMove),
    }
}

/// What the source held of which a target is half filled already; none where it is empty.
fn filling(target: &Database) -> Result<Option<[u8; 32]>, MoveProblem> {
    let (state, is_empty) = target.read(|db| Ok::<_, StorageError>((served::transfer_state(db)?, transfer::is_empty(db)?)))?;
    match state {
        None if is_empty => Ok(None),
        Some(TransferState::Filling { source }) => Ok(Some(source)),
        None | Some(TransferState::Moved { .. }) => Err(MoveProblem::NotEmpty),
    }
}

/// Copies a database that nobody else has, such as one out of a backup, into one that was made just now, and leaves the copy marked:
/// it is not to be served before [`served::finish`].
pub(crate) fn bring(source: &Database, target: &Database, now: Instant) -> Result<(), StorageError> {
    let held = source.read(transfer::state)?;
    target.write(|db| served::begin(db, held, now))?;
    let filled = source.read_apart(|db| transfer::fill(db, target, |_| Ok::<_, StorageError>(())))?;
    target.read_apart(|db| filled.compare(db))
}

fn fill_and_give_up<E: From<MoveProblem> + From<StorageError>>(
    moving: &Moving<'_>,
    source: [u8; 32],
    tell: &mut impl FnMut(Stage) -> Result<(), E>,
) -> Result<Moved, E> {
    let copied = moving.source.read_apart(|db| Ok(transfer::fill(db, moving.target, |progress| tell(Stage::Copying(progress)))))?;
    let filled = copied?;
    tell(Stage::Comparing)?;
    moving.target.read_apart(|db| filled.compare(db))?;
    if moving.source.read(checkpoints::checkpoint)? != moving.target.read(checkpoints::checkpoint)? {
        return Err(MoveProblem::Checkpoint.into());
    }
    tell(Stage::Verifying)?;
    let report = verify::verify_against(moving.target, moving.statements)?;
    if !report.findings.is_empty() {
        return Err(MoveProblem::NotWhole(Box::new(report)).into());
    }
    tell(Stage::GivingUp)?;
    moving.source.write(|db| {
        if transfer::state(db)? != source {
            return Err(MoveProblem::SourceWritten);
        }
        Ok(served::mark_moved(db, source, moving.now)?)
    })?;
    Ok(Moved { rows: filled.rows, report: Some(report) })
}
