//! Rosters that were uploaded and are not taken in yet: kept in memory and nowhere else, few and not for long, and looked at as
//! often as their owner says something else about them. A server that is started again has none.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daylog_domain::{access::Scope, text::hex::hex, time::Instant};
use daylog_storage::{Database, Read, StorageError, audit, changes::Author, feed, feed::Feed};

use super::{
    FileProblem, ImportProblem,
    apply::carry_out,
    decide::Decision,
    look::{Look, basis, look},
    show,
};
use crate::{
    accounts::own,
    random,
    types::{CommitRoster, RosterChoices, RosterCommitted, RosterRefused, RosterUpload},
};

/// The longest file that is taken over a page, in bytes: more residents than a district has.
pub const UPLOAD_LIMIT: usize = 8 * 1024 * 1024;
/// Of all of them together.
const ALL_LIMIT: usize = 96 * 1024 * 1024;
const OF_ONE_ACCOUNT: usize = 3;
const MINUTES: i64 = 24 * 60;
/// How often a commit decides anew because somebody changed the roster while it decided.
const TRIES: usize = 5;

/// Why an upload is not answered.
#[derive(Debug, thiserror::Error)]
pub enum UploadProblem {
    #[error("the session that asked is not open any more")]
    NotSignedIn,
    #[error("there is no such upload, or not any more")]
    Gone,
    #[error("there is no room for one more")]
    Full,
    #[error("a field that every row needs is in no column")]
    Incomplete,
    #[error("the roster was changed since it was looked at")]
    Changed,
    #[error(transparent)]
    File(#[from] FileProblem),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

impl From<ImportProblem> for UploadProblem {
    fn from(problem: ImportProblem) -> Self {
        match problem {
            ImportProblem::File(problem) => UploadProblem::File(problem),
            ImportProblem::Storage(error) => UploadProblem::Storage(error),
        }
    }
}

/// Who asks, and how far they may import.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub account: i64,
    pub scope: Scope,
}

/// Whether the session that asks is open, in the transaction that writes.
pub type Holds<'a> = &'a dyn Fn(&Read<'_>) -> Result<bool, StorageError>;

#[derive(Debug, Clone)]
struct Staged {
    id: String,
    account: i64,
    at: Instant,
    bytes: Arc<[u8]>,
    choices: Arc<RosterChoices>,
    /// What came of it: asked again, it is answered again.
    committed: Option<RosterCommitted>,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Uploads {
    all: Mutex<Vec<Staged>>,
    /// Held while a file is read: one that is odd takes a few hundred MiB for a moment, and several at once would add up.
    reading: Mutex<()>,
}

impl Uploads {
    /// Keeps a file, and says how it is read. The oldest of the same account goes where there are too many.
    pub fn add(&self, database: &Database, owner: Owner, bytes: Vec<u8>, now: Instant) -> Result<RosterUpload, UploadProblem> {
        if bytes.len() > UPLOAD_LIMIT {
            return Err(FileProblem::TooLarge { limit: UPLOAD_LIMIT }.into());
        }
        let id = hex(&random::bytes::<12>()?);
        let staged = Staged { id, account: owner.account, at: now, bytes: bytes.into(), choices: Arc::default(), committed: None };
        // A file that is no roster is not kept.
        let seen = self.read(database, &staged, owner.scope, now)?;
        let view = show::upload(&staged.id, &seen);
        self.keep(staged)?;
        Ok(view)
    }

    fn keep(&self, staged: Staged) -> Result<(), UploadProblem> {
        let mut all = self.all(staged.at);
        while all.iter().filter(|one| one.account == staged.account).count() >= OF_ONE_ACCOUNT {
            let Some(oldest) = all.iter().position(|one| one.account == staged.account) else { break };
            all.remove(oldest);
        }
        if all.iter().map(|one| one.bytes.len()).sum::<usize>() + staged.bytes.len() > ALL_LIMIT {
            return Err(UploadProblem::Full);
        }
        all.push(staged);
        Ok(())
    }

    /// How a file is read now.
    pub fn look(&self, database: &Database, owner: Owner, id: &str, now: Instant) -> Result<RosterUpload, UploadProblem> {
        let staged = self.of(owner, id, now)?;
        Ok(show::upload(id, &self.read(database, &staged, owner.scope, now)?))
    }

    /// How it is read with other choices, which are kept where the file can be read with them.
    pub fn choose(
        &self,
        database: &Database,
        owner: Owner,
        id: &str,
        choices: RosterChoices,
        now: Instant,
    ) -> Result<RosterUpload, UploadProblem> {
        let staged = Staged { choices: Arc::new(choices), ..self.of(owner, id, now)? };
        let view = show::upload(id, &self.read(database, &staged, owner.scope, now)?);
        if let Some(kept) = self.all(now).iter_mut().find(|one| one.id == id && one.account == owner.account) {
            kept.choices = staged.choices;
        }
        Ok(view)
    }

    /// The rows that cannot go in, whole.
    pub fn refused(&self, database: &Database, owner: Owner, id: &str, now: Instant) -> Result<RosterRefused, UploadProblem> {
        let staged = self.of(owner, id, now)?;
        Ok(show::refused(&self.read(database, &staged, owner.scope, now)?))
    }

    /// Takes in what was looked at, in one transaction, where the session that asks still `holds`. What is to be written is decided
    /// before anybody has to wait for it.
    pub fn commit(
        &self,
        database: &Database,
        (owner, holds): (Owner, Holds<'_>),
        id: &str,
        commit: &CommitRoster,
        (by, now): (&Author, Instant),
    ) -> Result<RosterCommitted, UploadProblem> {
        let staged = self.of(owner, id, now)?;
        if let Some(committed) = staged.committed {
            return Ok(committed);
        }
        let begun = std::time::Instant::now();
        for _ in 0..TRIES {
            let counted = database.read(feed::changes)?.roster;
            let Look { parsed, decision, .. } = self.read(database, &staged, owner.scope, now)?;
            let parsed = parsed.ok_or(UploadProblem::Incomplete)?;
            if basis(&decision) != commit.basis {
                return Err(UploadProblem::Changed);
            }
            let is_written = database.write(|db| {
                if !holds(db)? {
                    return Err(UploadProblem::NotSignedIn);
                }
                if feed::changes(db)?.roster != counted {
                    return Ok(false);
                }
                let mut feed = Feed::begin(db)?;
                carry_out(db, &mut feed, &decision, (by, now))?;
                audit::insert(db, now, &own::actor(owner.account), "roster_imported", &numbers(&decision))?;
                feed.finish(db)?;
                Ok(true)
            })?;
            if is_written {
                let milliseconds = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
                let committed = show::committed(&parsed, &decision, milliseconds);
                if let Some(kept) = self.all(now).iter_mut().find(|one| one.id == id) {
                    kept.committed = Some(committed.clone());
                    // Nothing of it is needed any more.
                    kept.bytes = Arc::default();
                }
                return Ok(committed);
            }
        }
        Err(UploadProblem::Changed)
    }

    fn read(&self, database: &Database, staged: &Staged, scope: Scope, now: Instant) -> Result<Look, UploadProblem> {
        if staged.committed.is_some() {
            return Err(UploadProblem::Gone);
        }
        let _turn = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(look(database, &staged.bytes, &staged.choices, scope, now)?)
    }

    /// Forgets a file.
    pub fn drop(&self, owner: Owner, id: &str, now: Instant) {
        self.all(now).retain(|one| one.id != id || one.account != owner.account);
    }

    /// Forgets what is older than a day.
    pub fn forget_old(&self, now: Instant) {
        let _kept = self.all(now);
    }

    fn of(&self, owner: Owner, id: &str, now: Instant) -> Result<Staged, UploadProblem> {
        let found = self.all(now).iter().find(|one| one.id == id && one.account == owner.account).cloned();
        found.ok_or(UploadProblem::Gone)
    }

    fn all(&self, now: Instant) -> MutexGuard<'_, Vec<Staged>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| now < one.at.plus_minutes(MINUTES));
        all
    }
}

fn numbers(decision: &Decision) -> String {
    let applied = &decision.applied;
    format!("added {} changed {} unchanged {}", applied.added, applied.changed, applied.unchanged)
}
