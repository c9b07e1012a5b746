//! The history of the district's records as rows for people.

use daylog_domain::change::Field;
use daylog_storage::{Read, StorageError, changes::StoredChange, district};

use super::text::date_and_time;
use crate::types::ChangeRow;

/// In the order in which they are given. Numbers of documents are shown to nobody here: that one was changed is told.
pub fn changes(db: &Read<'_>, stored: Vec<StoredChange>) -> Result<Vec<ChangeRow>, StorageError> {
    let zone = district::read(db)?.settings.zone;
    let row = |stored: StoredChange| {
        let change = stored.change;
        let shown = |text: Option<String>| text.filter(|_| change.field != Field::Document);
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
