//! Households with their residents and assignments, for devices and for the dashboard.

use daylog_domain::{
    assignment::{Assignment, Term},
    household::{Household, Quarantine, Resident},
    ids::{CadreId, CommunityId, HouseholdId, ResidentId, StreetId},
    places::{Community, Place},
    time::{Date, Instant},
};

use crate::{Read, Row, StorageError, content::Column::*, matching, params, roster::role_of, values::term};

/// A household with where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHousehold {
    pub household: Household,
    pub community: Community,
}

/// A community and its street with their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCommunity {
    pub community: Community,
    pub street: String,
    pub name: String,
}

pub(crate) const COLUMNS: &str = "SELECT household.id, household.code, street.name, community.name, household.address, household.guarantor,
 household.guarantor_workplace, community.street, community.id
 FROM household JOIN community ON community.id = household.community JOIN street ON street.id = community.street";

pub fn by_id(db: &Read<'_>, household: u32) -> Result<Option<StoredHousehold>, StorageError> {
    let found = db.optional(&format!("{COLUMNS} WHERE household.id = ?1"), params![household], without_residents)?;
    found.map(|household| with_residents(db, household)).transpose()
}

/// By its code as it is stored, or the only one whose code means the same.
pub fn by_code(db: &Read<'_>, code: &str) -> Result<Option<StoredHousehold>, StorageError> {
    matching::by_code(db, code)?.map_or(Ok(None), |household| by_id(db, household))
}

/// Every household within `place` that has somebody in quarantine on `date` and matches `text` now, by street, community and code.
pub fn in_quarantine(db: &Read<'_>, date: Date, place: Place, text: &str, now: Instant) -> Result<Vec<StoredHousehold>, StorageError> {
    let Some((street, community)) = within(place) else { return Ok(Vec::new()) };
    let sql = format!(
        "{COLUMNS} WHERE {WITHIN} AND EXISTS (
           SELECT 1 FROM resident WHERE resident.household = household.id AND resident.first_day <= ?3 AND resident.last_day >= ?3)"
    );
    let found = in_order(db.many(&sql, params![community, street, date.to_string()], without_residents)?);
    matched(db, found, text, now)?.into_iter().map(|household| with_residents(db, household)).collect()
}

/// Without a text, everything matches.
fn matched(db: &Read<'_>, mut found: Vec<StoredHousehold>, text: &str, now: Instant) -> Result<Vec<StoredHousehold>, StorageError> {
    if !text.is_empty() {
        let matching = matching::households(db, text, now)?;
        found.retain(|found| matching.contains(&found.household.id.0));
    }
    Ok(found)
}

/// What a search asks for; `after` is the (street, community, code) of the last row of the page before.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    pub place: Place,
    pub text: &'a str,
    /// By the name of a cadre those households are found that they look after now.
    pub now: Instant,
    pub after: Option<(String, String, String)>,
    pub limit: u32,
}

/// What lies within a place, as `within` says it: the community `?1`, the street `?2`.
const WITHIN: &str = "(household.community = ?1 OR ?1 IS NULL) AND (community.street = ?2 OR ?2 IS NULL)";

/// By street, community and code: codes are encrypted where content is, so that no database can put them in order.
fn in_order(mut found: Vec<StoredHousehold>) -> Vec<StoredHousehold> {
    found.sort_by(|one, other| place_in_order(one).cmp(&place_in_order(other)));
    found
}

fn place_in_order(stored: &StoredHousehold) -> (&str, &str, &str) {
    let Household { street, community, code, .. } = &stored.household;
    (street, community, code)
}

/// One page of households by street, community and code.
pub fn search(db: &Read<'_>, search: &Search<'_>) -> Result<Vec<StoredHousehold>, StorageError> {
    let Some((within_street, within_community)) = within(search.place) else { return Ok(Vec::new()) };
    let sql = format!("{COLUMNS} WHERE {WITHIN}");
    let mut found = in_order(db.many(&sql, params![within_community, within_street], without_residents)?);
    if let Some((street, community, code)) = &search.after {
        found.retain(|found| place_in_order(found) > (street.as_str(), community.as_str(), code.as_str()));
    }
    let page = matched(db, found, search.text, search.now)?.into_iter().take(usize::try_from(search.limit).unwrap_or(usize::MAX));
    page.map(|household| with_residents(db, household)).collect()
}

/// How many households match now, and how many people live in them.
pub fn count(db: &Read<'_>, place: Place, text: &str, now: Instant) -> Result<(u32, u32), StorageError> {
    let Some((street, community)) = within(place) else { return Ok((0, 0)) };
    if text.is_empty() {
        let sql = format!(
            "SELECT count(DISTINCT household.id), count(resident.id) FROM household JOIN community ON community.id = household.community
             LEFT JOIN resident ON resident.household = household.id WHERE {WITHIN}"
        );
        return db.one(&sql, params![community, street], |row| Ok((row.get(0)?, row.get(1)?)));
    }
    let found = db.many(&format!("{COLUMNS} WHERE {WITHIN}"), params![community, street], without_residents)?;
    let (found, people) = (matched(db, found, text, now)?, matching::people(db)?);
    let people = found.iter().filter_map(|found| people.get(&found.household.id.0)).sum();
    Ok((u32::try_from(found.len()).unwrap_or(u32::MAX), people))
}

pub fn communities(db: &Read<'_>) -> Result<Vec<NamedCommunity>, StorageError> {
    db.many(
        "SELECT street.id, community.id, street.name, community.name FROM community JOIN street ON street.id = community.street
         ORDER BY street.name, community.name",
        params![],
        |row| Ok(NamedCommunity { community: community(row, 0)?, street: row.get(2)?, name: row.get(3)? }),
    )
}

/// Reads the ids of a street and of its community, from the column `first` on.
pub(super) fn community(row: &Row<'_>, first: usize) -> Result<Community, StorageError> {
    Ok(Community { street: StreetId(row.get(first)?), id: CommunityId(row.get(first + 1)?) })
}

/// The street and the community that rows within a place have; none where there are no such rows: households are not yet
/// stored as lying on premises.
fn within(place: Place) -> Option<(Option<u32>, Option<u32>)> {
    match place {
        Place::District => Some((None, None)),
        Place::Street(street) => Some((Some(street.0), None)),
        Place::Community(community) => Some((None, Some(community.id.0))),
        Place::Premises(..) => None,
    }
}

/// Every assignment that a household ever had, the oldest first; `complete_to` is filled in by who needs it.
pub fn assignments(db: &Read<'_>, household: u32) -> Result<Vec<Assignment>, StorageError> {
    let sql = format!("{ASSIGNMENTS} WHERE assignment.household = ?1 ORDER BY assignment.from_at, assignment.id");
    db.many(&sql, params![household], assignment)
}

pub(crate) const ASSIGNMENTS: &str = "SELECT cadre.id, cadre.name, cadre.office, cadre.phone, assignment.role, assignment.from_at,
 assignment.until_at, assignment.household
 FROM assignment JOIN cadre ON cadre.id = assignment.cadre";

/// Reads an assignment from `ASSIGNMENTS`.
pub(crate) fn assignment(row: &Row<'_>) -> Result<Assignment, StorageError> {
    let Term { from, until } = term(row, 5)?;
    Ok(Assignment {
        cadre: CadreId(row.get(0)?),
        name: row.get(1)?,
        office: row.get(2)?,
        phone: row.get(3)?,
        role: role_of(&row.get::<String>(4)?)?,
        from,
        until,
        complete_to: Vec::new(),
    })
}

/// Reads a household from its `COLUMNS`.
pub(crate) fn without_residents(row: &Row<'_>) -> Result<StoredHousehold, StorageError> {
    let of = [row.get(0)?];
    let household = Household {
        id: HouseholdId(row.get(0)?),
        code: row.text(HouseholdCode, &of, 1)?,
        street: row.get(2)?,
        community: row.get(3)?,
        address: row.text(HouseholdAddress, &of, 4)?,
        guarantor: row.optional_text(HouseholdGuarantor, &of, 5)?,
        guarantor_workplace: row.optional_text(HouseholdGuarantorWorkplace, &of, 6)?,
        residents: Vec::new(),
    };
    Ok(StoredHousehold { household, community: community(row, 7)? })
}

fn with_residents(db: &Read<'_>, mut stored: StoredHousehold) -> Result<StoredHousehold, StorageError> {
    stored.household.residents = residents(db, stored.household.id.0)?;
    Ok(stored)
}

fn residents(db: &Read<'_>, household: u32) -> Result<Vec<Resident>, StorageError> {
    let sql = "SELECT id, name, phone, origin, first_day, last_day FROM resident WHERE household = ?1 ORDER BY id";
    db.many(sql, params![household], resident)
}

/// Reads a resident from the columns id, name, phone, origin, first and last day.
pub(crate) fn resident(row: &Row<'_>) -> Result<Resident, StorageError> {
    let date = |text: String| text.parse::<Date>().map_err(|_| StorageError::Unreadable { what: "date" });
    let of = [row.get(0)?];
    Ok(Resident {
        id: ResidentId(row.get(0)?),
        name: row.text(ResidentName, &of, 1)?,
        phone: row.optional_text(ResidentPhone, &of, 2)?,
        origin: row.optional_text(ResidentOrigin, &of, 3)?,
        quarantine: Quarantine { first_day: date(row.get(4)?)?, last_day: date(row.get(5)?)? },
    })
}
