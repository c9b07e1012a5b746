//! Cadres of a roster: known by name and office, and by their telephone number, which colleagues call.

use daylog_domain::fold;
use rusqlite::params;

use crate::StorageError;

use super::{Import, RowChange, Told, known::KnownCadre};
use daylog_domain::roster::Assignee;

impl Import<'_> {
    /// The cadre whom a row names, and whether the number changed.
    pub(super) fn cadre(&mut self, line: u64, assignee: &Assignee) -> Result<(KnownCadre, RowChange), StorageError> {
        let key = (fold::name(&assignee.name), fold::name(&assignee.office));
        let Some(known) = self.known.cadres.get(&key).cloned() else {
            return Ok((self.new_cadre(line, assignee, key)?, RowChange::Same));
        };
        let full = known.full();
        // No number behind a name is no empty cell: it takes nothing away.
        let said = assignee.phone.as_deref().or(known.phone.as_deref());
        let phone = self.field(Told { line, of: &full, field: "phone" }, known.phone.as_deref(), said, fold::phone);
        if phone.change > RowChange::Same {
            self.db.prepare_cached("UPDATE cadre SET phone = ?2 WHERE id = ?1")?.execute(params![known.id, phone.value])?;
            self.dialled.insert(known.id);
            if let Some(cadre) = self.known.cadres.get_mut(&key) {
                cadre.phone.clone_from(&phone.value);
            }
        }
        Ok((KnownCadre { phone: phone.value, ..known }, phone.change))
    }

    fn new_cadre(&mut self, line: u64, assignee: &Assignee, key: (String, String)) -> Result<KnownCadre, StorageError> {
        if let Some(namesake) = self.known.namesake(&assignee.name, &assignee.office).map(KnownCadre::full) {
            let reason =
                format!("a cadre of this name is known as {namesake}; {}/{} is taken for another one", assignee.name, assignee.office);
            self.warn(line, "cadre_namesake", "cadres", reason);
        }
        let id = self
            .db
            .prepare_cached("INSERT INTO cadre (name, office, phone) VALUES (?1, ?2, ?3) RETURNING id")?
            .query_row(params![assignee.name, assignee.office, assignee.phone], |row| row.get(0))?;
        let new = KnownCadre {
            id,
            name: assignee.name.clone(),
            office: assignee.office.clone(),
            phone: assignee.phone.clone(),
            has_device: false,
        };
        self.applied.new.cadres.push(new.full());
        self.known.cadres.insert(key, new.clone());
        Ok(new)
    }

    /// A number travels with the households that its cadre looks after.
    pub(super) fn touch_homes_of_dialled(&mut self) -> Result<(), StorageError> {
        for cadre in &self.dialled {
            let mut statement =
                self.db.prepare_cached("SELECT DISTINCT household FROM assignment WHERE cadre = ?1 AND end_feed IS NULL")?;
            for household in statement.query_map([cadre], |row| row.get::<_, i64>(0))? {
                self.touched.insert(household?);
            }
        }
        Ok(())
    }
}
