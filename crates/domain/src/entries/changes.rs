//! The history of one entry as people read it: how it was saved, and what each amendment that counts made of it.

use super::{Content, Entry, Kind, Summary, history::Effective};
use crate::{ids::EntryId, time::Instant};

/// How an entry was saved, or one amendment of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    pub id: EntryId,
    pub kind: ChangeKind,
    /// What was saved then.
    pub entry: &'a Entry,
    pub summary: Summary,
    /// The time that the entry claimed from then on.
    pub claimed: Instant,
    pub note: Option<&'a str>,
    pub reason: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Saved,
    Corrected,
    Withdrawn,
}

/// The saved entry and the amendments that count, oldest first. `amendments` may hold others, in any order.
#[must_use]
pub fn changes<'a>(id: EntryId, original: &'a Entry, effective: &Effective, amendments: &[(EntryId, &'a Entry)]) -> Vec<Change<'a>> {
    let saved = (id, original);
    let counting = effective.amendments.iter().filter_map(|id| amendments.iter().find(|(known, _)| known == id).copied());
    let mut claimed = original.at.instant;
    std::iter::once(saved).chain(counting).map(|(id, entry)| change(id, entry, &mut claimed)).collect()
}

fn change<'a>(id: EntryId, entry: &'a Entry, claimed: &mut Instant) -> Change<'a> {
    let (kind, summary, note) = match &entry.content {
        Content::Correct(correct) => {
            // One that names no time keeps the one that stood before it.
            *claimed = correct.at.unwrap_or(*claimed);
            (ChangeKind::Corrected, correct.content.summary(), correct.note.as_deref())
        }
        Content::Withdraw(withdraw) => (ChangeKind::Withdrawn, withdraw.summary(), None),
        content => (ChangeKind::Saved, content.summary(), entry.note.as_deref()),
    };
    Change { id, kind, entry, summary, claimed: *claimed, note, reason: entry.content.reason() }
}

impl Content {
    /// The reason that an amendment gives.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Content::Correct(correct) => Some(&correct.reason),
            Content::Withdraw(withdraw) => Some(&withdraw.reason),
            _ => None,
        }
    }
}
