//! Who lives in a household: added, or brought up to date field by field.

use daylog_domain::{fold, time::Date};
use rusqlite::params;

use crate::StorageError;

use super::{Import, RowChange, Told};
use daylog_domain::roster::{Change, RosterRow};

/// A resident as stored.
pub(super) struct Stored {
    id: i64,
    pub(super) name: String,
    document: Option<String>,
    phone: Option<String>,
    origin: Option<String>,
    first_day: Date,
    pub(super) last_day: Date,
}

impl Import<'_> {
    pub(super) fn residents_of(&self, household: i64) -> Result<Vec<Stored>, StorageError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, name, document, phone, origin, first_day, last_day FROM resident WHERE household = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([household])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let date = |text: String| text.parse::<Date>().map_err(|_| StorageError::Unreadable { what: "date" });
            found.push(Stored {
                id: row.get(0)?,
                name: row.get(1)?,
                document: row.get(2)?,
                phone: row.get(3)?,
                origin: row.get(4)?,
                first_day: date(row.get(5)?)?,
                last_day: date(row.get(6)?)?,
            });
        }
        Ok(found)
    }

    pub(super) fn resident(&mut self, household: i64, row: &RosterRow, stored: &[Stored]) -> Result<RowChange, StorageError> {
        let folded = fold::name(&row.resident);
        // An older version may have stored the same person in two spellings.
        let same = |known: &&Stored| known.name == row.resident;
        let known = stored.iter().find(same).or_else(|| stored.iter().find(|known| fold::name(&known.name) == folded));
        match known {
            Some(known) => self.bring_up_to_date(row, known),
            None => self.add(household, row, &folded).map(|()| RowChange::Added),
        }
    }

    fn add(&mut self, household: i64, row: &RosterRow, folded: &str) -> Result<(), StorageError> {
        if let Some(document) = &row.document
            && let Some((_, code, name)) = self.known.documents.get(&fold::code(document))
        {
            let whom = if name == folded { "this person" } else { "another name" };
            let reason = format!("the district knows this document with {whom} in household {code}; both stand now");
            self.warn(row.line, "document_known", "document", reason);
        }
        let days = (row.first_day.to_string(), row.last_day.to_string());
        self.db
            .prepare_cached(
                "INSERT INTO resident (household, name, document, phone, origin, first_day, last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![household, row.resident, row.document, row.phone, row.origin, days.0, days.1])?;
        self.applied.new.residents.push(format!("{} {}", row.household, row.resident));
        Ok(())
    }

    fn bring_up_to_date(&mut self, row: &RosterRow, known: &Stored) -> Result<RowChange, StorageError> {
        let of = format!("{} {}", row.household, known.name);
        let told = |field| Told { line: row.line, of: &of, field };
        let document = self.field(told("document"), known.document.as_deref(), row.document.as_deref(), fold::code);
        let phone = self.field(told("phone"), known.phone.as_deref(), row.phone.as_deref(), fold::phone);
        let origin = self.field(told("from"), known.origin.as_deref(), row.origin.as_deref(), fold::name);
        let mut change = document.change.max(phone.change).max(origin.change);
        for (field, from, to) in [("first_day", known.first_day, row.first_day), ("last_day", known.last_day, row.last_day)] {
            if from != to {
                change = RowChange::Changed;
                let (from, to) = (Some(from.to_string()), Some(to.to_string()));
                self.applied.changes.push(Change { line: row.line, of: of.clone(), field, from, to });
            }
        }
        if change > RowChange::Same {
            let days = (row.first_day.to_string(), row.last_day.to_string());
            self.db
                .prepare_cached("UPDATE resident SET document = ?2, phone = ?3, origin = ?4, first_day = ?5, last_day = ?6 WHERE id = ?1")?
                .execute(params![known.id, document.value, phone.value, origin.value, days.0, days.1])?;
        }
        Ok(change)
    }
}
