//! One day of some households as a page shows it: who lives there, what was logged, what became of each check by now.

use std::{collections::BTreeSet, sync::Arc};

use daylog_domain::{
    assignment::Assignment,
    coverage::{CheckState, Covered, Reach, Responsible, Tally, tally},
    household::Household,
    ids::CadreId,
    places::Place,
    settings::Settings,
    time::{Date, Instant},
};

use super::{people::People, text::time_or_date};
use crate::{
    days::{DayModel, Fact, HomeDay},
    register::Home,
    resolved::ResolvedEntry,
    types::{EntryHead, PageHead},
};

/// A household on the shown day.
pub(super) struct Shown {
    pub day: Arc<HomeDay>,
    /// What became of its checks of this day.
    pub covered: Vec<Covered>,
}

impl Shown {
    pub(super) fn home(&self) -> &Home {
        &self.day.home
    }

    pub(super) fn household(&self) -> &Household {
        &self.day.home.household
    }

    pub(super) fn tally<'a>(&'a self, covered: impl IntoIterator<Item = &'a Covered>) -> Tally {
        tally(covered, |_| Some(self.household()))
    }

    /// Who owes a check, in the order of the assignments.
    pub(super) fn owed_by<'a>(&'a self, settings: &'a Settings, covered: &Covered) -> Vec<&'a Assignment> {
        let home = self.home();
        Responsible::new(&settings.plan, [(home.household.id, home.assignments.as_slice())]).of(&covered.check).collect()
    }
}

pub(super) struct Day {
    pub settings: Settings,
    pub date: Date,
    pub today: Date,
    pub now: Instant,
    pub people: People,
    /// In the order of lists.
    pub homes: Vec<Shown>,
}

impl Day {
    /// Those in quarantine on the day within a place.
    pub(super) fn in_quarantine(model: &DayModel, people: People, place: Place, now: Instant) -> Self {
        let date = model.span.date;
        let is_meant = |home: &Home| home.is_within(place) && home.is_in_quarantine(date);
        Self::of(model.homes().filter(|day| is_meant(&day.home)).cloned(), model.settings(), people, date, now)
    }

    pub(super) fn of(days: impl Iterator<Item = Arc<HomeDay>>, settings: &Settings, people: People, date: Date, now: Instant) -> Self {
        let shown = |day: Arc<HomeDay>| {
            let covered = day.covered(date, &settings.plan, |cadre| people.reports(cadre), now);
            Shown { day, covered }
        };
        let homes = days.map(shown).collect();
        Day { settings: settings.clone(), date, today: settings.zone.date_of(now), now, people, homes }
    }

    /// Entries of a household that claim a time on this very day.
    pub(super) fn of_date<'a>(&'a self, shown: &'a Shown) -> impl Iterator<Item = &'a Fact> {
        shown.day.facts.iter().filter(|fact| self.settings.zone.date_of(fact.at) == self.date)
    }

    /// Every check with its household.
    pub(super) fn covered(&self) -> impl Iterator<Item = (&Shown, &Covered)> {
        self.homes.iter().flat_map(|shown| shown.covered.iter().map(move |covered| (shown, covered)))
    }

    /// The head of a page that shows what these cadres look after.
    pub(super) fn page_head(&self, cadres: impl IntoIterator<Item = CadreId>) -> PageHead {
        let data_as_of = self.people.last_report(cadres);
        let data_as_of_text = data_as_of.map(|at| time_or_date(self.settings.zone, at, self.today));
        PageHead { date: self.date, today: self.today, now: self.now, data_as_of, data_as_of_text }
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

    /// Everybody who was or will be responsible for one of the households on this day.
    pub(super) fn cadres(&self) -> BTreeSet<CadreId> {
        let (start, end) = self.settings.zone.day(self.date);
        let assignments = self.homes.iter().flat_map(|shown| &shown.home().assignments);
        assignments.filter(|assignment| assignment.term().is_active_within(start, end)).map(|assignment| assignment.cadre).collect()
    }

    /// Households and people in quarantine on this day.
    pub(super) fn reach(&self) -> Reach {
        Reach::in_quarantine(self.homes.iter().map(Shown::household), self.date)
    }

    /// All checks, or those that are asked for, counted.
    pub(super) fn tally(&self, is_asked: impl Fn(&Covered) -> bool) -> Tally {
        let mut sum = Tally::default();
        for shown in &self.homes {
            sum += shown.tally(shown.covered.iter().filter(|covered| is_asked(covered)));
        }
        sum
    }
}

/// Whether somebody must be asked about a check that stands so.
pub(super) fn asks_for_somebody(state: CheckState) -> bool {
    matches!(state, CheckState::Overdue | CheckState::Missed | CheckState::Unknown | CheckState::Tried)
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
