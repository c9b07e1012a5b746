//! The roster in memory: every household with its residents and assignments, every cadre, in the order of lists. Read as a whole
//! in a constant number of statements, kept until roster, settings or epoch change. Says nothing of what was logged.

mod home;
mod search;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use daylog_domain::{
    ids::{CadreId, HouseholdId},
    places::Community,
    settings::Settings,
};
use daylog_storage::{
    Read, StorageError,
    cadres::{self, StoredCadre},
    district,
    feed::Changes,
    households::{self, NamedCommunity, StoredHousehold},
    register,
};

use self::search::{Folded, Typed};
pub use self::{home::Home, search::Wanted};
use crate::types::CommunityName;

/// What a register was read for: with any other it is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub epoch: [u8; 16],
    pub settings: Settings,
    /// The counter of the roster's changes.
    pub roster: i64,
}

impl Basis {
    pub fn read(db: &Read<'_>, changes: Changes) -> Result<Self, StorageError> {
        let district = district::read(db)?;
        Ok(Basis { epoch: district.epoch, settings: district.settings, roster: changes.roster })
    }
}

#[derive(Debug)]
pub struct Register {
    pub basis: Basis,
    /// By street and name.
    pub communities: Vec<NamedCommunity>,
    /// In the order of lists.
    pub homes: Vec<Arc<Home>>,
    pub cadres: Arc<HashMap<CadreId, StoredCadre>>,
    places: HashMap<HouseholdId, usize>,
    /// What is searched, in the order of `homes`.
    folded: Vec<Folded>,
}

impl Register {
    fn load(db: &Read<'_>, basis: Basis) -> Result<Self, StorageError> {
        let mut assignments = register::assignments(db)?;
        let home = |stored: StoredHousehold| {
            let of_home = assignments.remove(&stored.household.id).unwrap_or_default();
            Arc::new(Home::new(stored, of_home))
        };
        let mut homes: Vec<Arc<Home>> = register::households(db)?.into_iter().map(home).collect();
        homes.sort_by(|one, other| one.order().cmp(&other.order()));
        let mut communities = households::communities(db)?;
        communities.sort_by(|one, other| (&one.street, &one.name).cmp(&(&other.street, &other.name)));
        let places = homes.iter().enumerate().map(|(place, home)| (home.household.id, place)).collect();
        let folded = homes.iter().map(|home| Folded::of(home)).collect();
        Ok(Register { basis, communities, homes, cadres: Arc::new(cadres::cadres(db)?), places, folded })
    }

    pub fn settings(&self) -> &Settings {
        &self.basis.settings
    }

    /// The place of a household in the order of lists.
    pub fn place_of(&self, household: HouseholdId) -> Option<usize> {
        self.places.get(&household).copied()
    }

    /// The households that match, in the order of lists.
    pub fn search(&self, wanted: &Wanted<'_>) -> Vec<&Arc<Home>> {
        let typed = Typed::of(wanted.text);
        let within = self.homes.iter().zip(&self.folded).filter(|(home, _)| home.is_within(wanted.place));
        within.filter(|(home, folded)| wanted.text.is_empty() || typed.is_in(home, folded, wanted.now)).map(|(home, _)| home).collect()
    }

    pub fn community_named(&self, community: Community) -> Option<CommunityName> {
        self.communities.iter().find(|known| known.community == community).cloned().map(CommunityName::from)
    }
}

impl From<NamedCommunity> for CommunityName {
    fn from(known: NamedCommunity) -> Self {
        CommunityName { id: known.community.id.0, street: known.street, name: known.name }
    }
}

/// The register of a district as it was last read.
#[derive(Debug, Default)]
pub struct Registers(Mutex<Option<Arc<Register>>>);

impl Registers {
    /// The register for this snapshot. It is read while others wait: they would read the same.
    pub fn of(&self, db: &Read<'_>, basis: Basis) -> Result<Arc<Register>, StorageError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.as_ref().filter(|known| known.basis == basis) {
            return Ok(known.clone());
        }
        let read = Arc::new(Register::load(db, basis)?);
        *kept = Some(read.clone());
        Ok(read)
    }
}
