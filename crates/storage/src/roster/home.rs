//! One household of the file with all its rows: where it is, who vouches for it, who lives there.

use daylog_domain::{
    fold,
    roster::{Remark, RosterRow, without_zeros},
};
use rusqlite::{OptionalExtension, params};

use crate::StorageError;

use super::{Import, RowChange, Told};
use crate::feed::Feed;

/// A household as it is stored.
struct Stored {
    community: i64,
    place: String,
    address: String,
    guarantor: Option<String>,
    guarantor_workplace: Option<String>,
}

impl Import<'_> {
    pub(super) fn home(&mut self, feed: &Feed, rows: &[&RosterRow]) -> Result<(), StorageError> {
        let Some(first) = rows.first() else { return Ok(()) };
        if let Some(other) = self.other_with_zeros(&first.household) {
            let reason = format!("the district knows {other}, and not this one: a spreadsheet takes zeros away, write the code as text");
            for row in rows {
                self.applied.refused.push(Remark::new(row.line, "code_zeros", Some("household"), reason.clone()));
            }
            return Ok(());
        }
        let (household, mut of_home) = self.household(feed, first, rows)?;
        let stored = self.residents_of(household)?;
        let is_whole = self.taking.is_complete
            || stored
                .iter()
                .filter(|known| known.last_day >= self.today)
                .all(|known| rows.iter().any(|row| fold::name(&row.resident) == fold::name(&known.name)));
        let mut changes = Vec::with_capacity(rows.len());
        for row in rows {
            changes.push(self.resident(household, row, &stored)?);
        }
        of_home = of_home.max(self.assign(household, rows, is_whole)?);
        self.count(household, of_home, &changes);
        Ok(())
    }

    /// Each row once: what changed of the household as a whole counts with its first row.
    fn count(&mut self, household: i64, of_home: RowChange, changes: &[RowChange]) {
        for (place, change) in changes.iter().enumerate() {
            let of_row = if place == 0 { of_home } else { RowChange::Same };
            match (*change, of_row) {
                (RowChange::Added, _) => self.applied.added += 1,
                (RowChange::Same, RowChange::Same) => self.applied.unchanged += 1,
                _ => self.applied.changed += 1,
            }
        }
        if of_home > RowChange::Same || changes.iter().any(|change| *change > RowChange::Same) {
            self.touched.insert(household);
        }
    }

    /// Another code that is this one but for zeros in front.
    fn other_with_zeros(&self, code: &str) -> Option<String> {
        let folded = fold::code(code);
        let other = self.known.numbers.get(without_zeros(&folded))?;
        (*other != folded && !self.known.households.contains_key(&folded)).then(|| other.clone())
    }

    fn household(&mut self, feed: &Feed, first: &RosterRow, rows: &[&RosterRow]) -> Result<(i64, RowChange), StorageError> {
        let community = self.community(first)?;
        let guarantor = rows.iter().find_map(|row| row.guarantor.as_deref());
        let workplace = rows.iter().find_map(|row| row.guarantor_workplace.as_deref());
        let Some(id) = self.known.households.get(&fold::code(&first.household)).copied() else {
            let id = self
                .db
                .prepare_cached(
                    "INSERT INTO household (community, code, address, guarantor, guarantor_workplace, changed_feed)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
                )?
                .query_row(params![community.0, first.household, first.address, guarantor, workplace, feed.last()], |new| new.get(0))?;
            self.known.remember_household(&first.household, id);
            self.applied.new.households.push(first.household.clone());
            return Ok((id, RowChange::Added));
        };
        let stored = self.stored(id)?;
        let told = |field| Told { line: first.line, of: &first.household, field };
        let place = self.field(told("community"), Some(&stored.place), Some(&community.1), fold::name);
        let address = self.field(told("address"), Some(&stored.address), Some(&first.address), fold::code);
        let guarantor = self.field(told("guarantor"), stored.guarantor.as_deref(), guarantor, fold::name);
        let workplace = self.field(told("guarantor_workplace"), stored.guarantor_workplace.as_deref(), workplace, fold::name);
        let change = [place.change, address.change, guarantor.change, workplace.change].into_iter().max().unwrap_or(RowChange::Same);
        if change > RowChange::Same {
            // A community that an older version stored in two spellings is not moved to the other.
            let community = if place.change > RowChange::Same { community.0 } else { stored.community };
            self.db
                .prepare_cached(
                    "UPDATE household SET community = ?2, address = ?3, guarantor = ?4, guarantor_workplace = ?5 WHERE id = ?1",
                )?
                .execute(params![id, community, address.value, guarantor.value, workplace.value])?;
        }
        Ok((id, change))
    }

    fn stored(&self, household: i64) -> Result<Stored, StorageError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT community.id, street.name || '/' || community.name, address, guarantor, guarantor_workplace FROM household
                 JOIN community ON community.id = household.community JOIN street ON street.id = community.street WHERE household.id = ?1",
            )?
            .query_row([household], |row| {
                Ok(Stored {
                    community: row.get(0)?,
                    place: row.get(1)?,
                    address: row.get(2)?,
                    guarantor: row.get(3)?,
                    guarantor_workplace: row.get(4)?,
                })
            })
            .optional()?;
        found.ok_or(StorageError::Unreadable { what: "household" })
    }

    /// The row's community: its id, and how the district spells it.
    fn community(&mut self, row: &RosterRow) -> Result<(i64, String), StorageError> {
        let street = match self.known.streets.get(&fold::name(&row.street)) {
            Some(id) => *id,
            None => {
                let id = self
                    .db
                    .prepare_cached("INSERT INTO street (name) VALUES (?1) RETURNING id")?
                    .query_row([&row.street], |new| new.get(0))?;
                self.known.streets.insert(fold::name(&row.street), id);
                self.applied.new.streets.push(row.street.clone());
                id
            }
        };
        let key = (street, fold::name(&row.community));
        if let Some(found) = self.known.communities.get(&key) {
            return Ok(found.clone());
        }
        let namesake = self.known.communities.iter().find(|((_, name), _)| *name == key.1).map(|(_, (_, full))| full.clone());
        if let Some(namesake) = namesake {
            self.warn(
                row.line,
                "community_namesake",
                "community",
                format!("a community of this name is known as {namesake}; this is taken for another one"),
            );
        }
        let id = self
            .db
            .prepare_cached("INSERT INTO community (street, name) VALUES (?1, ?2) RETURNING id")?
            .query_row(params![street, row.community], |new| new.get(0))?;
        let full = format!("{}/{}", row.street, row.community);
        self.applied.new.communities.push(full.clone());
        self.known.communities.insert(key, (id, full.clone()));
        Ok((id, full))
    }
}
