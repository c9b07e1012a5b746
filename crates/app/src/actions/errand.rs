//! A further step belongs to an errand that is open in the same household; what arrives by sync is not asked.

use daylog_domain::{
    entries::{Content, errand::Errand},
    ids::{EntryId, HouseholdId},
};
use daylog_store::{Store, StoreError, StoredLine};

use crate::{Problem, ProblemCode};

/// The content as it is saved: a step that names another step of an errand names the errand.
/// `corrected` is the line that it replaces; the errand that this one belongs to already may be closed, by itself or since.
pub(crate) fn of_its_errand(
    store: &Store,
    household: Option<HouseholdId>,
    content: Content,
    corrected: Option<&StoredLine>,
) -> Result<Content, Problem> {
    let Content::Errand(Errand { errand: Some(named), .. }) = &content else { return Ok(content) };
    let belonged = corrected.and_then(|line| line.effective.content.errand()?.errand);
    if belonged == Some(*named) {
        return Ok(content);
    }
    if corrected.is_some_and(|line| line.stored.id == *named) {
        return Err(Problem::new(ProblemCode::ErrandOfItself));
    }
    // A place has no errands: what is about one is refused as a whole.
    let Some(household) = household else { return Ok(content) };
    let root = open_errand(store, household, *named)?;
    let Content::Errand(errand) = content else { return Ok(content) };
    Ok(Content::Errand(Errand { errand: Some(root), ..errand }))
}

fn open_errand(store: &Store, household: HouseholdId, named: EntryId) -> Result<EntryId, Problem> {
    let line = store.line(named).map_err(|error| match error {
        StoreError::UnknownEntry(_) => Problem::new(ProblemCode::UnknownErrand),
        error => error.into(),
    })?;
    let root = line.errand().ok_or_else(|| Problem::new(ProblemCode::NotAnErrand))?;
    if line.stored.entry.household() != Some(household) {
        return Err(Problem::new(ProblemCode::ErrandElsewhere));
    }
    if line.effective.withdrawn {
        return Err(Problem::new(ProblemCode::ErrandWithdrawn));
    }
    let is_open = store.open_errands(Some(household))?.iter().flatten().any(|step| step.errand() == Some(root));
    if is_open { Ok(root) } else { Err(Problem::new(ProblemCode::ErrandClosed)) }
}
