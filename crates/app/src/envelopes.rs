//! The encrypted envelopes beside the record: those that the district holds go, and those that it has not said it holds are
//! counted. Who writes them is in `actions::flush`, who delivers them in `actions::deliver`.

use std::path::Path;

use daylog_store::{
    Store, StoreError,
    envelopes::{EnvelopeFolder, answers},
};

use crate::{Problem, ProblemCode};

/// Takes in the receipts that came while the record was closed; envelopes of a record that was lost go with them, but none
/// that the district did not take: the numbers that a receipt covers may hold another branch's entries there.
pub(crate) fn take_answers(profile: &Path, store: &mut Store) -> Result<(), StoreError> {
    let receipts = answers::waiting(profile);
    if receipts.is_empty() {
        return Ok(());
    }
    for receipt in &receipts {
        store.take_receipt(receipt)?;
    }
    // On a disk that takes nothing they count until the record is closed, and wait on.
    if store.is_copy() {
        return Ok(());
    }
    let envelopes = EnvelopeFolder::in_folder(profile);
    let refused = answers::refused(profile);
    for name in envelopes.names()? {
        let is_held = receipts.iter().any(|receipt| receipt.log == name.log && name.last <= receipt.sequence);
        if is_held && !refused.contains(&name) && !store.is_own_log(name.log)? {
            envelopes.remove(name)?;
        }
    }
    answers::forget(profile, &envelopes.names()?)
}

/// Own entries that lie encrypted and that the district has not said it holds.
pub(crate) fn encrypted(profile: &Path) -> u32 {
    let names = EnvelopeFolder::in_folder(profile).names().unwrap_or_default();
    let encrypted = answers::not_received(&names, &answers::waiting(profile), &answers::refused(profile));
    u32::try_from(encrypted).unwrap_or(u32::MAX)
}

/// A record that is not enrolled yet may stand where one was lost: what that one left is said with it.
pub(crate) fn with_what_is_encrypted(problem: Problem, profile: &Path) -> Problem {
    if problem.code != ProblemCode::NotEnrolled {
        return problem;
    }
    match encrypted(profile) {
        0 => problem,
        encrypted => problem.with(|values| values.encrypted = Some(encrypted)),
    }
}
