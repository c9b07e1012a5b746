//! What must hold, kept beside the world and independent of it: what was saved, who may see which household, and what a
//! lost disk has taken with it.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::time::Instant;

/// An entry that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub about: About,
    /// By the time that passes for everybody, whatever clocks show.
    pub at: Instant,
    /// The saving was answered; else the power went while it was under way, and it may be there or not.
    pub is_certain: bool,
}

/// What an entry is about, as far as that says who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Household(u32),
    /// A place, by this cadre, whose devices alone have it in sight.
    PlaceBy(u32),
}

impl About {
    /// No entry about a place is of a household, whatever the numbers.
    #[must_use]
    pub fn is_of(self, household: u32) -> bool {
        self == About::Household(household)
    }

    #[must_use]
    pub fn is_seen_by(self, cadre: u32, permitted: &BTreeSet<u32>) -> bool {
        match self {
            About::Household(household) => permitted.contains(&household),
            About::PlaceBy(writer) => writer == cadre,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assigned {
    pub household: u32,
    pub cadre: u32,
    pub is_first: bool,
    pub from: Instant,
    pub until: Option<Instant>,
    /// The district's clock reached the one or the other while it wrote: what began has begun, wherever its clock goes then.
    pub has_begun: bool,
    pub has_ended: bool,
}

impl Assigned {
    #[must_use]
    pub fn new(household: u32, cadre: u32, from: Instant, until: Option<Instant>) -> Self {
        Assigned { household, cadre, is_first: false, from, until, has_begun: false, has_ended: false }
    }

    fn stands(&self, now: Instant) -> bool {
        (self.has_begun || self.from <= now) && !self.has_ended && self.until.is_none_or(|until| until > now)
    }
}

/// What the district was told. A restored district knows only what its backup knew.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub assigned: Vec<Assigned>,
    pub revoked: BTreeSet<u32>,
}

#[derive(Debug, Default)]
pub struct Oracle {
    pub saved: BTreeMap<String, Saved>,
    pub told: Told,
    /// Went with a replaced state of a device or the district; a message still under way may bring it back.
    pub gone: BTreeSet<String>,
    /// Was on two devices unsent: may be there once for each.
    pub doubled: BTreeSet<String>,
    /// Households that a cadre was ever responsible for.
    pub ever: BTreeSet<(u32, u32)>,
    /// What the district ordered to go.
    pub purged: BTreeSet<String>,
    /// Roots of the Merkle log that were signed, by epoch and size.
    pub roots: BTreeMap<([u8; 16], u64), [u8; 32]>,
    /// Devices that were ever revoked: a word of it may still be under way when a backup has forgotten it.
    pub ever_revoked: BTreeSet<u32>,
    /// Was in a backup that was read back: devices may have evicted it.
    pub backed_up: BTreeSet<String>,
    /// The district ever came back from an older backup.
    pub restored: bool,
    /// How many backups were read back.
    pub verified: u64,
    made: u64,
}

impl Oracle {
    pub fn next_text(&mut self) -> String {
        self.made += 1;
        format!("entry {}", self.made)
    }

    /// Of a fifth of the words, without taking anything from chance: a seed keeps its meaning.
    #[must_use]
    pub fn is_next_about_a_place(&self) -> bool {
        self.made % 5 == 2
    }

    /// The roster says who looks after each household from now on: the first one named is responsible.
    pub fn assign(&mut self, roster: &[(u32, Vec<u32>)], now: Instant) {
        for (household, cadres) in roster {
            let wanted: Vec<(u32, bool)> = cadres.iter().enumerate().map(|(place, cadre)| (*cadre, place == 0)).collect();
            let running: Vec<(u32, bool)> = self
                .told
                .assigned
                .iter()
                .filter(|one| one.household == *household && one.until.is_none())
                .map(|one| (one.cadre, one.is_first))
                .collect();
            for one in self.told.assigned.iter_mut().filter(|one| one.household == *household && one.until.is_none()) {
                if !wanted.contains(&(one.cadre, one.is_first)) {
                    one.until = Some(now);
                }
            }
            for (cadre, is_first) in wanted.into_iter().filter(|new| !running.contains(new)) {
                self.told.assigned.push(Assigned { is_first, ..Assigned::new(*household, cadre, now, None) });
            }
        }
        self.came_to_pass(now);
    }

    pub fn schedule(&mut self, assigned: Assigned) {
        self.told.assigned.push(assigned);
    }

    /// The households that a cadre may see now.
    #[must_use]
    pub fn permitted(&self, cadre: u32, now: Instant) -> BTreeSet<u32> {
        self.told.assigned.iter().filter(|one| one.cadre == cadre && one.stands(now)).map(|one| one.household).collect()
    }

    /// The district wrote at this time of its clock: each beginning and end until then has its place in the feed.
    pub fn came_to_pass(&mut self, now: Instant) {
        for one in &mut self.told.assigned {
            one.has_ended |= one.until.is_some_and(|until| until <= now);
            one.has_begun |= one.from <= now;
        }
        self.note_ever(now);
    }

    pub fn note_ever(&mut self, now: Instant) {
        let begun = self.told.assigned.iter().filter(|one| one.from <= now);
        self.ever.extend(begun.map(|one| (one.cadre, one.household)));
    }
}
