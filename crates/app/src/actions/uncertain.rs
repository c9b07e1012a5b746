//! Entries that claim a "now" of which no server had told in that boot: once its word in the same boot tells when that was,
//! those that are off are corrected to it. Nothing is guessed: without such a word they stay as they are, between their bounds.

use daylog_domain::{
    entries::{
        Content, Entry,
        ahead::TOLERANCE_MINUTES,
        correct::{self, Correct},
    },
    ids::EntryId,
    trust::Basis,
};
use daylog_store::{Store, StoreError};

use crate::{App, Problem, app::Context};

impl App {
    /// Says how many were corrected; they wait to be sent.
    pub(crate) fn resolve_uncertain(&self) -> Result<usize, Problem> {
        let resolved = self.with_store(|store, context| {
            if context.time.basis != Basis::Elapsed {
                return Ok(0);
            }
            let (mut corrections, mut resolved) = (Vec::new(), Vec::new());
            for id in store.uncertain()? {
                match self.resolution(store, context, id) {
                    Ok(Resolution::Correct(entry)) => corrections.push(*entry),
                    Ok(Resolution::Wait) => continue,
                    Ok(Resolution::None) | Err(Problem { .. }) => {}
                }
                resolved.push(id);
            }
            if !corrections.is_empty() {
                store.append(&corrections)?;
            }
            // Cut off before this, the next sync finds them corrected.
            resolved.into_iter().try_for_each(|id| store.forget_uncertain(id))?;
            Ok(corrections.len())
        })?;
        if resolved > 0 {
            self.entries_changed();
        }
        Ok(resolved)
    }

    fn resolution(&self, store: &Store, context: &Context, id: EntryId) -> Result<Resolution, Problem> {
        let line = match store.line(id) {
            // It moved to another log, or its content left.
            Err(StoreError::UnknownEntry(_)) => return Ok(Resolution::None),
            line => line?,
        };
        if line.effective.withdrawn || line.effective.at != line.stored.entry.at {
            return Ok(Resolution::None);
        }
        let clocks = &line.stored.entry.clocks;
        let known = context.server_time.and_then(|word| clocks.saved_at_by(word));
        let Some(at) = known else { return Ok(if line.stored.received { Resolution::None } else { Resolution::Wait }) };
        // A wall clock that was right enough is left alone.
        let off_ms = at.millis_since(line.effective.at.instant).saturating_abs();
        if off_ms <= TOLERANCE_MINUTES * 60_000 && !clocks.is_uncertain() {
            return Ok(Resolution::None);
        }
        let correct = Correct {
            of: id,
            at: Some(at),
            content: Box::new(line.effective.content.clone()),
            note: line.effective.note.clone(),
            reason: correct::CLOCK.to_owned(),
        };
        let entry = self.amendment(context, &line, Content::Correct(correct));
        Ok(Resolution::Correct(Box::new(entry)))
    }
}

enum Resolution {
    Correct(Box<Entry>),
    /// The time may still become known.
    Wait,
    /// Somebody said it meanwhile, or nobody will.
    None,
}
