//! One day of the whole district, kept in memory: what was logged for each household, and which entry satisfies which check.
//! Brought up to date from what is new; computes no state, which depends on the time. Pure.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use daylog_domain::{
    coverage::Neighbours,
    entries::{Content, Entry, Origin},
    ids::{EntryId, HouseholdId},
    settings::Settings,
    time::{Date, Instant},
};
use daylog_storage::feed::Changes;

use super::{
    fact::{self, Fact},
    home::HomeDay,
};
use crate::{
    register::{Basis, Home, Register},
    resolved::ResolvedEntry,
};

/// Which entries a day is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub date: Date,
    pub neighbours: Neighbours,
    /// The first instant after the day.
    pub day_ends: Instant,
    /// Whether entries are listed here that claim a day to come; of a day that is over they are not.
    pub has_later: bool,
}

impl Span {
    pub fn of(settings: &Settings, date: Date, today: Date) -> Self {
        let day_ends = settings.zone.day(date).1;
        Span { date, neighbours: Neighbours::of(settings, date, None), day_ends, has_later: date >= today }
    }

    /// Until when claims are looked at.
    pub fn until(&self) -> Instant {
        if self.has_later { Instant(i64::MAX) } else { self.neighbours.until }
    }

    /// Whether an entry that claims this and was never amended can be about the day.
    pub fn may_hold(&self, claimed: Instant) -> bool {
        (self.neighbours.from..self.until()).contains(&claimed)
    }

    fn holds(&self, read: &ResolvedEntry) -> bool {
        let at = read.effective.at.instant;
        (self.neighbours.from..self.neighbours.until).contains(&at) || (self.may_hold(at) && fact::is_ahead(read))
    }
}

/// What has to be done to a day before it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Nothing,
    /// Take in what stands behind this position.
    FromBehind(i64),
    Afresh,
}

/// What is new.
#[derive(Debug, Default)]
pub struct News {
    /// As they stand now, whatever was known of them.
    pub entries: Vec<ResolvedEntry>,
    /// The seals that were looked for again, by household.
    pub seals: HashMap<HouseholdId, Option<ResolvedEntry>>,
}

#[derive(Debug, Clone)]
pub struct DayModel {
    pub register: Arc<Register>,
    pub span: Span,
    changes: Changes,
    /// By the place of the household in the register: those in quarantine on the day, and others about whom something was logged.
    homes: BTreeMap<usize, Arc<HomeDay>>,
    /// Entries that moved to another log: what comes to one of their places changes all.
    moved: HashSet<Origin>,
}

impl DayModel {
    pub fn new(register: Arc<Register>, span: Span, changes: Changes) -> Self {
        let is_meant = |home: &Arc<Home>| home.is_in_quarantine(span.date);
        let of_home = |(place, home): (usize, &Arc<Home>)| {
            (place, Arc::new(HomeDay::new(home.clone(), Vec::new(), &span.neighbours, register.settings())))
        };
        let homes = register.homes.iter().enumerate().filter(|(_, home)| is_meant(home)).map(of_home).collect();
        DayModel { register, span, changes, homes, moved: HashSet::new() }
    }

    pub fn settings(&self) -> &Settings {
        self.register.settings()
    }

    /// In the order of lists.
    pub fn homes(&self) -> impl Iterator<Item = &Arc<HomeDay>> {
        self.homes.values()
    }

    pub fn home(&self, household: HouseholdId) -> Option<&Arc<HomeDay>> {
        self.homes.get(&self.register.place_of(household)?)
    }

    /// What it needs for a snapshot with this basis and these counters, on this day.
    pub fn step(&self, basis: &Basis, changes: Changes, today: Date) -> Step {
        let is_same_ground = self.register.basis == *basis && (self.span.has_later || self.span.date < today);
        // A counter that went back is another history; one that grew without a number of the feed says that what stood was replaced.
        let went_back = changes.last < self.changes.last || changes.entries < self.changes.entries;
        let was_replaced = changes.last == self.changes.last && changes.entries != self.changes.entries;
        match () {
            () if !is_same_ground || went_back || was_replaced => Step::Afresh,
            () if changes.last == self.changes.last => Step::Nothing,
            () => Step::FromBehind(self.changes.last),
        }
    }

    /// Whether an entry that is new is one of the places of an entry that is known to have moved, or of one of `others`.
    pub fn knows_moved(&self, others: &HashSet<Origin>, name: impl FnOnce() -> Origin) -> bool {
        let is_none_known = self.moved.is_empty() && others.is_empty();
        if is_none_known {
            return false;
        }
        let name = name();
        self.moved.contains(&name) || others.contains(&name)
    }

    /// Whether a new seal entry could be the last of its household; one of no household in quarantine is not asked about.
    pub fn asks_seal_of(&self, entry: &Entry) -> Option<HouseholdId> {
        let household = entry.household().filter(|_| matches!(entry.content, Content::Seal(_)))?;
        self.home(household).filter(|day| day.home.is_in_quarantine(self.span.date)).map(|_| household)
    }

    pub fn take(&mut self, news: News, changes: Changes) {
        self.changes = changes;
        let mut gone: HashMap<HouseholdId, Vec<EntryId>> = HashMap::new();
        let mut come: HashMap<HouseholdId, Vec<Fact>> = HashMap::new();
        for read in news.entries {
            let Some(household) = read.entry.household() else { continue };
            self.moved.extend(read.moved);
            let ids = gone.entry(household).or_default();
            ids.push(read.id);
            ids.extend(&read.elsewhere);
            if self.span.holds(&read) {
                come.entry(household).or_default().push(Fact::of(read, self.register.settings()));
            }
        }
        for (household, ids) in gone {
            self.replace(household, &ids, come.remove(&household).unwrap_or_default());
        }
        for (household, seal) in news.seals {
            if let Some(day) = self.register.place_of(household).and_then(|place| self.homes.get_mut(&place)) {
                Arc::make_mut(day).seal = seal.map(Arc::new);
            }
        }
    }

    fn replace(&mut self, household: HouseholdId, gone: &[EntryId], come: Vec<Fact>) {
        let Some(place) = self.register.place_of(household) else { return };
        let Some(day) = self.homes.get_mut(&place) else {
            if let Some(home) = self.register.homes.get(place).filter(|_| !come.is_empty()) {
                let day = HomeDay::new(home.clone(), come, &self.span.neighbours, self.register.settings());
                self.homes.insert(place, Arc::new(day));
            }
            return;
        };
        if come.is_empty() && day.facts.iter().all(|fact| !gone.contains(&fact.id)) {
            return;
        }
        let day = Arc::make_mut(day);
        day.replace(gone, come);
        if day.facts.is_empty() && !day.home.is_in_quarantine(self.span.date) {
            self.homes.remove(&place);
        }
    }
}
