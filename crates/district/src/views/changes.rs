//! The history of the district's records as rows for people.

use std::collections::HashMap;

use daylog_domain::change::Field;
use daylog_storage::{Read, StorageError, cadres, changes::StoredChange, district};

use super::text::date_and_time;
use crate::{assignment_history, types::ChangeRow};

/// In the order in which they are given. Numbers of documents are shown to nobody here: that one was changed is told.
pub fn changes(db: &Read<'_>, stored: Vec<StoredChange>) -> Result<Vec<ChangeRow>, StorageError> {
    let zone = district::read(db)?.settings.zone;
    let cadres = if stored.iter().any(|stored| stored.change.field == Field::Assignments) { cadres::cadres(db)? } else { HashMap::new() };
    let row = |stored: StoredChange| {
        let change = stored.change;
        let shown = |text: Option<String>| match change.field {
            Field::Document => None,
            Field::Assignments => assignment_history::told(&text?, &cadres, |until| date_and_time(zone, until)),
            _ => text,
        };
        ChangeRow {
            id: stored.id,
            act: stored.act,
            at: stored.at,
            at_text: date_and_time(zone, stored.at),
            by: stored.by.name,
            source: stored.by.source,
            subject: change.subject,
            subject_id: change.id,
            field: change.field,
            before: shown(change.before),
            after: shown(change.after),
        }
    };
    Ok(stored.into_iter().map(row).collect())
}
