//! Cadres of a roster: known by name and office, and by their telephone number, which colleagues call.

use daylog_domain::fold;
use rusqlite::params;

use super::{super::super::StorageError, Fate, Import, Told, known::KnownCadre};
use crate::roster::Carer;

impl Import<'_> {
    /// The cadre whom a row names, and whether the number changed.
    pub(super) fn cadre(&mut self, line: u64, carer: &Carer) -> Result<(KnownCadre, Fate), StorageError> {
        let key = (fold::name(&carer.name), fold::name(&carer.office));
        let Some(known) = self.known.cadres.get(&key).cloned() else {
            return Ok((self.new_cadre(line, carer, key)?, Fate::Same));
        };
        let full = known.full();
        // No number behind a name is no empty cell: it takes nothing away.
        let said = carer.phone.as_deref().or(known.phone.as_deref());
        let phone = self.field(Told { line, of: &full, field: "phone" }, known.phone.as_deref(), said, fold::phone);
        if phone.fate > Fate::Same {
            self.transaction.prepare_cached("UPDATE cadre SET phone = ?2 WHERE id = ?1")?.execute(params![known.id, phone.value])?;
            self.dialled.insert(known.id);
            if let Some(cadre) = self.known.cadres.get_mut(&key) {
                cadre.phone.clone_from(&phone.value);
            }
        }
        Ok((KnownCadre { phone: phone.value, ..known }, phone.fate))
    }

    fn new_cadre(&mut self, line: u64, carer: &Carer, key: (String, String)) -> Result<KnownCadre, StorageError> {
        if let Some(namesake) = self.known.namesake(&carer.name, &carer.office).map(KnownCadre::full) {
            let reason = format!("a cadre of this name is known as {namesake}; {}/{} is taken for another one", carer.name, carer.office);
            self.warn(line, "cadre_namesake", "cadres", reason);
        }
        let id = self
            .transaction
            .prepare_cached("INSERT INTO cadre (name, office, phone) VALUES (?1, ?2, ?3) RETURNING id")?
            .query_row(params![carer.name, carer.office, carer.phone], |row| row.get(0))?;
        let new = KnownCadre { id, name: carer.name.clone(), office: carer.office.clone(), phone: carer.phone.clone(), has_device: false };
        self.applied.new.cadres.push(new.full());
        self.known.cadres.insert(key, new.clone());
        Ok(new)
    }

    /// A number travels with the households that its cadre looks after.
    pub(super) fn touch_homes_of_dialled(&mut self) -> Result<(), StorageError> {
        for cadre in &self.dialled {
            let mut statement =
                self.transaction.prepare_cached("SELECT DISTINCT household FROM assignment WHERE cadre = ?1 AND end_feed IS NULL")?;
            for household in statement.query_map([cadre], |row| row.get::<_, i64>(0))? {
                self.touched.insert(household?);
            }
        }
        Ok(())
    }
}
