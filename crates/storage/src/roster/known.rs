//! What the district knows before a roster is taken in, by what names and codes mean rather than by their bytes.

use std::collections::{BTreeMap, HashMap};

use daylog_domain::{fold, roster::without_zeros};

use crate::{Read, StorageError};

/// A cadre who is known.
#[derive(Debug, Clone)]
pub(super) struct KnownCadre {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) office: String,
    pub(super) phone: Option<String>,
    pub(super) has_device: bool,
}

impl KnownCadre {
    pub(super) fn full(&self) -> String {
        format!("{}/{}", self.name, self.office)
    }
}

/// Whether a cadre has a device that shows households: not revoked, and not lost unless it reported since.
pub(super) const HAS_DEVICE: &str = "EXISTS (SELECT 1 FROM device
   WHERE device.cadre = cadre.id AND revoked_at IS NULL AND (lost_at IS NULL OR last_seen > lost_at))";

/// Of several that mean the same, as an older version stored them, the one with a device or the oldest stands for all.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) streets: HashMap<String, i64>,
    /// By street and folded name: the id, and how it is spelled with its street.
    pub(super) communities: BTreeMap<(i64, String), (i64, String)>,
    /// By folded name and office.
    pub(super) cadres: BTreeMap<(String, String), KnownCadre>,
    pub(super) households: HashMap<String, i64>,
    /// Codes of digits only, without the zeros in front.
    pub(super) numbers: HashMap<String, String>,
    /// Whose a document is: the household's id and code, and the person's folded name.
    pub(super) documents: HashMap<String, (i64, String, String)>,
}

impl Known {
    pub(super) fn load(db: &Read<'_>) -> Result<Self, StorageError> {
        let mut known = Known::default();
        known.load_places(db)?;
        known.load_cadres(db)?;
        known.load_households(db)?;
        Ok(known)
    }

    fn load_places(&mut self, db: &Read<'_>) -> Result<(), StorageError> {
        let mut statement = db.prepare("SELECT id, name FROM street ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.streets.entry(fold::name(&row.get::<_, String>(1)?)).or_insert(row.get(0)?);
        }
        let mut statement = db.prepare(
            "SELECT community.id, community.street, community.name, street.name FROM community JOIN street ON street.id = community.street
             ORDER BY community.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, street): (String, String) = (row.get(2)?, row.get(3)?);
            let full = format!("{street}/{name}");
            self.communities.entry((row.get(1)?, fold::name(&name))).or_insert((row.get(0)?, full));
        }
        Ok(())
    }

    fn load_cadres(&mut self, db: &Read<'_>) -> Result<(), StorageError> {
        let mut statement =
            db.prepare(&format!("SELECT id, name, office, phone, {HAS_DEVICE} AS held FROM cadre ORDER BY held DESC, id"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cadre = KnownCadre { id: row.get(0)?, name: row.get(1)?, office: row.get(2)?, phone: row.get(3)?, has_device: row.get(4)? };
            self.cadres.entry((fold::name(&cadre.name), fold::name(&cadre.office))).or_insert(cadre);
        }
        Ok(())
    }

    fn load_households(&mut self, db: &Read<'_>) -> Result<(), StorageError> {
        let mut statement = db.prepare("SELECT id, code FROM household ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.remember_household(&row.get::<_, String>(1)?, row.get(0)?);
        }
        let mut statement = db.prepare(
            "SELECT resident.document, household.id, household.code, resident.name FROM resident
             JOIN household ON household.id = resident.household WHERE document IS NOT NULL ORDER BY resident.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let whose = (row.get(1)?, row.get(2)?, fold::name(&row.get::<_, String>(3)?));
            self.documents.entry(fold::code(&row.get::<_, String>(0)?)).or_insert(whose);
        }
        Ok(())
    }

    pub(super) fn remember_household(&mut self, code: &str, id: i64) {
        let folded = fold::code(code);
        let bare = without_zeros(&folded);
        if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            self.numbers.entry(bare.to_owned()).or_insert_with(|| folded.clone());
        }
        self.households.entry(folded).or_insert(id);
    }

    /// Another cadre of the same name, at another office.
    pub(super) fn namesake(&self, name: &str, office: &str) -> Option<&KnownCadre> {
        let (name, office) = (fold::name(name), fold::name(office));
        self.cadres
            .range((name.clone(), String::new())..)
            .take_while(|((other, _), _)| *other == name)
            .map(|(_, cadre)| cadre)
            .find(|cadre| fold::name(&cadre.office) != office)
    }
}
