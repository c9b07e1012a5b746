//! One act of a person is saved once: where a second tap came through, or an answer was lost and the act is tried again,
//! the answer is what the first one saved. Acts are known by a key that the screen draws for each of them.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
};

use daylog_domain::{entries::Entry, ids::EntryId};
use daylog_store::{Beside, Store};
use serde::{Deserialize, Serialize};

use crate::Problem;

/// No sheet's field is kept under this name.
const KEY: &str = ":answered";
/// So many are remembered; a hand cannot have more of them on their way.
const REMEMBERED: usize = 64;

/// What goes with a save, a correction or a withdrawal: the key of the draft that it was typed into, which is forgotten with it, and
/// the key under which it is done once.
#[derive(Debug, Clone, Copy, Default)]
pub struct SaveOptions<'a> {
    pub draft_key: Option<&'a str>,
    pub idempotency_key: Option<&'a str>,
}

impl SaveOptions<'_> {
    pub(crate) fn beside(&self) -> Beside<'_> {
        Beside { typed: self.draft_key, ..Beside::default() }
    }

    /// `what` is all that the act says.
    pub(crate) fn key(&self, what: &impl std::fmt::Debug) -> Option<IdempotencyKey> {
        self.idempotency_key.map(|key| IdempotencyKey::new(key, what))
    }
}

/// An act under its key. Under one key something else may be tried after it failed: that is another act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    fn new(key: &str, what: &impl std::fmt::Debug) -> Self {
        let mut hasher = DefaultHasher::new();
        format!("{what:?}").hash(&mut hasher);
        IdempotencyKey(format!("{key}/{:016x}", hasher.finish()))
    }

    /// The entries that it is about, if it was done before.
    pub(crate) fn done_before(&self, store: &Store) -> Result<Option<Vec<EntryId>>, Problem> {
        Ok(remembered(store)?.into_iter().find(|(key, _)| key == self).map(|(_, entries)| entries))
    }
}

fn remembered(store: &Store) -> Result<VecDeque<(IdempotencyKey, Vec<EntryId>)>, Problem> {
    let text = store.kept_field(KEY)?;
    // What another version kept in another form is forgotten: a second entry is seen and can be taken back.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Appends and remembers the act with what it is about: the entries that came of it, or the one that it acts on.
pub(crate) fn append(
    store: &mut Store,
    entries: &[Entry],
    beside: Beside<'_>,
    key: Option<IdempotencyKey>,
    about: Option<EntryId>,
) -> Result<Vec<EntryId>, Problem> {
    let mut answered = remembered(store)?;
    while answered.len() >= REMEMBERED {
        answered.pop_front();
    }
    Ok(store.append_with(entries, beside, |ids| {
        answered.push_back((key?, about.map_or_else(|| ids.to_vec(), |about| vec![about])));
        serde_json::to_string(&answered).ok().map(|text| (KEY, text))
    })?)
}
