//! One day of some households: who lives there, who is responsible, what was logged, and what became of each check.

use std::collections::{BTreeSet, HashMap};

use daylog_domain::{
    assignment::Assignment,
    check::Check,
    coverage::{Covered, Neighbours, Reach, Responsible, cover, tally},
    entries::Entry,
    household::Household,
    ids::{CadreId, HouseholdId, ResidentId},
    settings::Settings,
    time::{Date, Instant},
};
use daylog_storage::{
    Read, StorageError, district,
    households::{self, StoredHousehold},
};

use super::{
    people::People,
    resolved::{self, ResolvedEntry},
};
use crate::types::{CommunityName, CoverageCounts, Door, EntryHead};

pub(super) struct Home {
    pub household: Household,
    pub door: Door,
    pub assignments: Vec<Assignment>,
}

impl Home {
    pub(super) fn name_of(&self, resident: ResidentId) -> Option<String> {
        self.household.residents.iter().find(|known| known.id == resident).map(|known| known.name.clone())
    }
}

pub(super) struct Day {
    pub settings: Settings,
    pub date: Date,
    pub today: Date,
    pub now: Instant,
    pub homes: Vec<Home>,
    pub people: People,
    /// Entries of these households that claim a time on this day or in a window of its checks.
    pub resolved: Vec<ResolvedEntry>,
    pub covered: Vec<Covered>,
    places: HashMap<HouseholdId, usize>,
}

/// Where a day's entries are looked for.
pub(super) enum Source {
    /// By time: for many households.
    Times,
    /// Household by household: for a few.
    Households,
}

/// Rows of one household that a page reads at most.
pub(super) const ROWS_OF_A_HOUSEHOLD: u32 = 5_000;

impl Day {
    pub(super) fn load(
        db: &Read<'_>,
        stored: Vec<StoredHousehold>,
        date: Date,
        now: Instant,
        source: &Source,
    ) -> Result<Self, StorageError> {
        let settings = district::read(db)?.settings;
        let today = settings.zone.date_of(now);
        let people = People::load(db, settings.zone, today)?;
        let mut homes = Vec::with_capacity(stored.len());
        for StoredHousehold { household, community } in stored {
            let assignments = people.with_reports(households::assignments(db, household.id.0)?);
            let community = CommunityName { id: community.id.0, street: household.street.clone(), name: household.community.clone() };
            let door = Door { household: household.id, code: household.code.clone(), community, address: household.address.clone() };
            homes.push(Home { household, door, assignments });
        }
        let places: HashMap<_, _> = homes.iter().enumerate().map(|(place, home)| (home.household.id, place)).collect();
        let neighbours = Neighbours::of(&settings, date, None);
        let Neighbours { from, until, .. } = neighbours;
        let mut resolved = match source {
            Source::Times => resolved::between(db, from, until)?,
            Source::Households => {
                let mut resolved = Vec::new();
                for home in &homes {
                    resolved.extend(resolved::of_household(db, home.household.id.0, ROWS_OF_A_HOUSEHOLD)?);
                }
                resolved
            }
        };
        resolved.retain(|read| {
            read.entry.household().is_some_and(|household| places.contains_key(&household))
                && (from..until).contains(&read.effective.at.instant)
        });
        let mut day = Day { settings, date, today, now, homes, people, resolved, covered: Vec::new(), places };
        day.covered = day.cover(&neighbours).into_iter().filter(|covered| covered.check.id.date == date).collect();
        Ok(day)
    }

    fn cover(&self, neighbours: &Neighbours) -> Vec<Covered> {
        let checks: Vec<Check> = self.homes.iter().flat_map(|home| neighbours.checks(&home.household, &self.settings)).collect();
        let observations: Vec<_> = self.resolved.iter().filter_map(|read| read.observation(&self.settings)).collect();
        let responsible = responsible_of(&self.settings, &self.homes);
        cover(&checks, &observations, &responsible, self.now)
    }

    pub(super) fn home(&self, household: HouseholdId) -> Option<&Home> {
        self.places.get(&household).and_then(|place| self.homes.get(*place))
    }

    /// Whose home it is about; none where that is not among these, as for a place.
    pub(super) fn home_of(&self, entry: &Entry) -> Option<&Home> {
        self.home(entry.household()?)
    }

    /// How the overview's lists name an entry of this home.
    pub(super) fn head(&self, home: &Home, read: &ResolvedEntry) -> EntryHead {
        let (zone, at, resident) = (self.settings.zone, read.effective.at.instant, read.entry.resident());
        EntryHead {
            entry: read.id,
            door: home.door.clone(),
            resident,
            resident_name: resident.and_then(|resident| home.name_of(resident)),
            at,
            date: zone.date_of(at),
            minute: zone.minute_of(at),
            is_uncertain: read.effective.is_uncertain(&read.entry),
        }
    }

    /// Entries that claim a time on this very day and count.
    pub(super) fn of_date(&self) -> impl Iterator<Item = &ResolvedEntry> {
        self.resolved.iter().filter(|read| read.effective.counts() && self.settings.zone.date_of(read.effective.at.instant) == self.date)
    }

    /// Everybody who was or will be responsible for one of the households on this day.
    pub(super) fn cadres(&self) -> BTreeSet<CadreId> {
        let (start, end) = self.settings.zone.day(self.date);
        let assignments = self.homes.iter().flat_map(|home| &home.assignments);
        assignments.filter(|assignment| assignment.term().is_active_within(start, end)).map(|assignment| assignment.cadre).collect()
    }

    /// Households and people in quarantine on this day.
    pub(super) fn in_quarantine(&self) -> Reach {
        Reach::in_quarantine(self.homes.iter().map(|home| &home.household), self.date)
    }

    pub(super) fn counts<'a>(&self, covered: impl IntoIterator<Item = &'a Covered>) -> CoverageCounts {
        tally(covered, |household| self.home(household).map(|home| &home.household)).into()
    }
}

/// Who owes what, as the domain wants it.
pub(super) fn responsible_of<'a>(settings: &'a Settings, homes: &'a [Home]) -> Responsible<'a> {
    Responsible::new(&settings.plan, homes.iter().map(|home| (home.household.id, home.assignments.as_slice())))
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
