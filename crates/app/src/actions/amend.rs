//! Correcting, withdrawing, undoing: entries that act on one's own entries. Nothing that was saved changes.

use daylog_domain::{
    age,
    entries::{Claimed, Content, Entry, NotAmendable, correct::Correct, withdraw::Withdraw},
    ids::{CadreId, EntryId},
};
use daylog_store::{Store, StoredLine};

use super::{
    errand,
    idempotency::{self, IdempotencyKey, SaveOptions},
    save::{UNDO_MS, check_resident, claimed, saved},
};
use crate::{
    App, Problem, ProblemCode,
    app::Context,
    views::{
        build::line::Lines,
        diary::{Draft, Line, Saved},
    },
};

/// Undo may arrive a little after its button left the screen.
const UNDO_GRACE_MS: u64 = 5_000;

impl App {
    /// Takes back entries that were saved within the last seconds. What is taken back already stays so.
    pub fn undo(&self, entries: &[EntryId]) -> Result<(), Problem> {
        self.with_store(|store, context| {
            let withdrawals: Vec<_> = entries
                .iter()
                .filter_map(|id| match own_line(store, context, *id) {
                    Err(problem) if problem.code == ProblemCode::AlreadyWithdrawn => None,
                    line => Some(line),
                })
                .map(|line| {
                    let line = line?;
                    // By elapsed time: a server's word that came meanwhile moves "now", and makes nothing older or younger.
                    let age_ms = age::kept(&line.stored.entry.clocks, &self.clocks(context), context.now).age_ms;
                    match age_ms.is_some_and(|age_ms| age_ms <= UNDO_MS + UNDO_GRACE_MS) {
                        true => Ok(self.amendment(
                            context,
                            &line,
                            Content::Withdraw(Withdraw { of: line.stored.id, reason: Withdraw::UNDO.to_owned() }),
                        )),
                        false => Err(Problem::new(ProblemCode::UndoTooLate)),
                    }
                })
                .collect::<Result<_, _>>()?;
            if !withdrawals.is_empty() {
                store.append(&withdrawals)?;
            }
            Ok(())
        })?;
        self.entries_changed();
        Ok(())
    }

    pub fn withdraw(&self, entry: EntryId, reason: &str) -> Result<Line, Problem> {
        self.withdraw_with(entry, reason, SaveOptions::default())
    }

    /// The same for a reason that was typed, with an idempotency key.
    pub fn withdraw_with(&self, entry: EntryId, reason: &str, options: SaveOptions<'_>) -> Result<Line, Problem> {
        let key = options.key(&("withdraw", entry, reason));
        let line = self.with_store(|store, context| {
            if is_done(store, key.as_ref())? {
                return Ok(Lines::new(store, context)?.show(&store.line(entry)?));
            }
            let line = own_line(store, context, entry)?;
            let of = line.stored.id;
            let withdrawal = self.amendment(context, &line, Content::Withdraw(Withdraw { of, reason: reason.to_owned() }));
            idempotency::append(store, &[withdrawal], options.beside(), key, Some(of))?;
            Ok(Lines::new(store, context)?.show(&store.line(of)?))
        })?;
        self.entries_changed();
        Ok(line)
    }

    /// Replaces content, claimed time and note of an own entry by the draft's.
    pub fn correct(&self, entry: EntryId, draft: &Draft, reason: &str) -> Result<Saved, Problem> {
        self.correct_with(entry, draft, reason, SaveOptions::default())
    }

    /// The same for what was typed, with an idempotency key.
    pub fn correct_with(&self, entry: EntryId, draft: &Draft, reason: &str, options: SaveOptions<'_>) -> Result<Saved, Problem> {
        let key = options.key(&("correct", entry, draft, reason));
        let saved = self.with_store(|store, context| {
            if is_done(store, key.as_ref())? {
                return saved(store, context, entry, None);
            }
            let line = own_line(store, context, entry)?;
            let of = line.stored.id;
            // A correction leaves the person alone, also one who lives there no more.
            let household = line.stored.entry.household();
            if draft.resident != line.stored.entry.resident()
                && let Some(known) = household.map(|household| store.household(household)).transpose()?.flatten()
            {
                check_resident(&known.household, draft.resident)?;
            }
            let content = errand::of_its_errand(store, household, draft.content.clone(), Some(&line))?;
            let correct = Correct {
                of,
                at: claimed(draft, context, Some(line.effective.at.instant))?,
                content: Box::new(content),
                note: draft.note.clone(),
                reason: reason.to_owned(),
            };
            idempotency::append(store, &[self.amendment(context, &line, Content::Correct(correct))], options.beside(), key, Some(of))?;
            saved(store, context, of, None)
        })?;
        self.entries_changed();
        Ok(saved)
    }

    /// An entry that acts on `line`, claimed now.
    pub(super) fn amendment(&self, context: &Context, line: &StoredLine, content: Content) -> Entry {
        let clocks = self.clocks(context);
        let amendment = Entry {
            about: line.stored.entry.about.clone(),
            at: Claimed { instant: context.now, zone: line.stored.entry.at.zone },
            clocks,
            content,
            note: None,
            late: None,
            origin: None,
        };
        amendment.cleaned()
    }
}

fn is_done(store: &Store, key: Option<&IdempotencyKey>) -> Result<bool, Problem> {
    Ok(key.map(|key| key.done_before(store)).transpose()?.flatten().is_some())
}

/// The line, if it is this cadre's own and still stands.
fn own_line(store: &Store, context: &Context, id: EntryId) -> Result<StoredLine, Problem> {
    let line = store.line(id)?;
    let code = match line.effective.takes(CadreId(line.stored.cadre), context.enrolled()?.cadre) {
        Ok(()) => return Ok(line),
        Err(NotAmendable::OfAnother) => ProblemCode::NotOwnEntry,
        Err(NotAmendable::Withdrawn) => ProblemCode::AlreadyWithdrawn,
    };
    Err(Problem::new(code))
}
