//! `attempts.json`: the count of wrong PINs. It is written over in place, so that a full disk neither locks anybody out nor
//! gives guesses away; where it cannot be written at all the count is held in memory for as long as the program runs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{StoreError, files::write_over, pin::Attempts};

/// Every count takes as many bytes, so that a later one needs no more room than the first. Spaces behind JSON say nothing.
const BYTES: usize = 256;

/// Counts that no disk would take. Who can run this program anew for each guess can write to the folder or copy it, and
/// slows down for nobody.
static UNWRITTEN: Mutex<BTreeMap<PathBuf, Attempts>> = Mutex::new(BTreeMap::new());

/// A missing or unreadable count reads as none: it must never lock anybody out of the own record.
pub(crate) fn read(path: &Path) -> Attempts {
    let on_disk: Attempts = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    match unwritten().get(path) {
        Some(held) if held.wrong > on_disk.wrong => held.clone(),
        _ => on_disk,
    }
}

/// Keeps the count where it can.
pub(crate) fn keep(path: &Path, attempts: &Attempts) -> Result<(), StoreError> {
    let mut bytes = serde_json::to_vec(attempts)?;
    bytes.resize(BYTES.max(bytes.len()), b' ');
    match write_over(path, &bytes) {
        Err(_) if attempts.wrong > 0 => unwritten().insert(path.to_owned(), attempts.clone()),
        _ => unwritten().remove(path),
    };
    Ok(())
}

fn unwritten() -> MutexGuard<'static, BTreeMap<PathBuf, Attempts>> {
    UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}
