//! Which households a text means. Names, codes and telephone numbers are compared by what they mean (`domain::fold`), which no
//! database knows: what could match is read, and looked at here.

use std::collections::{HashMap, HashSet};

use daylog_domain::{fold, time::Instant};

use crate::{Read, StorageError, content::Column::*, params, values::term};

/// What a text may be: a part of a code or an address, of a name, of a telephone number.
struct Sought {
    code: String,
    /// Empty where the text is nothing but dots: it would stand in everything.
    name: String,
    /// Empty where the text is no number.
    phone: String,
}

impl Sought {
    fn new(text: &str) -> Self {
        let code = fold::code(text);
        let is_number = code.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
        Sought { code, name: fold::name(text), phone: if is_number { fold::phone(text) } else { String::new() } }
    }

    fn is_name(&self, name: &str) -> bool {
        !self.name.is_empty() && fold::name(name).contains(&self.name)
    }

    fn is_phone(&self, phone: Option<&str>) -> bool {
        !self.phone.is_empty() && phone.is_some_and(|phone| fold::phone(phone).contains(&self.phone))
    }

    fn is_code(&self, code: &str) -> bool {
        fold::code(code).contains(&self.code)
    }
}

/// The households that match now: by code or address, by who lives there, by who looks after them now.
pub(crate) fn households(db: &Read<'_>, text: &str, now: Instant) -> Result<HashSet<u32>, StorageError> {
    let sought = Sought::new(text);
    let mut found = HashSet::new();
    db.each("SELECT id, code, address FROM household", params![], |row| {
        let of = [row.get(0)?];
        let is_meant = sought.is_code(&row.text(HouseholdCode, &of, 1)?) || sought.is_code(&row.text(HouseholdAddress, &of, 2)?);
        found.extend(is_meant.then_some(row.get::<u32>(0)?));
        Ok::<_, StorageError>(())
    })?;
    db.each("SELECT id, household, name, phone FROM resident", params![], |row| {
        let of = [row.get(0)?];
        let phone = row.optional_text(ResidentPhone, &of, 3)?;
        let is_meant = sought.is_name(&row.text(ResidentName, &of, 2)?) || sought.is_phone(phone.as_deref());
        found.extend(is_meant.then_some(row.get::<u32>(1)?));
        Ok::<_, StorageError>(())
    })?;
    if !sought.name.is_empty() {
        looked_after(db, &sought, now, &mut found)?;
    }
    Ok(found)
}

fn looked_after(db: &Read<'_>, sought: &Sought, now: Instant, found: &mut HashSet<u32>) -> Result<(), StorageError> {
    let names = db.many("SELECT id, name FROM cadre", params![], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))?;
    let cadres: HashSet<i64> = names.into_iter().filter(|(_, name)| sought.is_name(name)).map(|(id, _)| id).collect();
    if cadres.is_empty() {
        return Ok(());
    }
    db.each("SELECT cadre, household, from_at, until_at FROM assignment", params![], |row| {
        if cadres.contains(&row.get(0)?) && term(row, 2)?.is_active_at(now) {
            found.insert(row.get(1)?);
        }
        Ok(())
    })
}

/// The household of this code, or the only one whose code means the same.
pub(crate) fn by_code(db: &Read<'_>, code: &str) -> Result<Option<u32>, StorageError> {
    let sought = fold::code(code);
    let codes =
        db.many("SELECT id, code FROM household", params![], |row| Ok((row.get::<u32>(0)?, row.text(HouseholdCode, &[row.get(0)?], 1)?)))?;
    if let Some((plain, _)) = codes.iter().find(|(_, stored)| stored == code) {
        return Ok(Some(*plain));
    }
    let mut same = codes.into_iter().filter(|(_, code)| fold::code(code) == sought).map(|(id, _)| id);
    Ok(same.next().filter(|_| same.next().is_none()))
}

/// How many people live in each household.
pub(crate) fn people(db: &Read<'_>) -> Result<HashMap<u32, u32>, StorageError> {
    let counts = db.many("SELECT household, count(*) FROM resident GROUP BY household", params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(counts.into_iter().collect())
}
