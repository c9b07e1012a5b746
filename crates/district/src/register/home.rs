//! A household as lists and days need it.

use daylog_domain::{
    assignment::Assignment,
    household::Household,
    ids::ResidentId,
    places::{Community, Place},
    time::Date,
};
use daylog_storage::households::StoredHousehold;

use crate::types::{CommunityName, Door};

/// A household, where it lies, and who looks after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    pub household: Household,
    pub community: Community,
    pub door: Door,
    /// Every one that it ever had, the oldest first; `complete_to` is filled in by who needs it.
    pub assignments: Vec<Assignment>,
}

impl Home {
    pub fn new(stored: StoredHousehold, assignments: Vec<Assignment>) -> Self {
        let StoredHousehold { household, community } = stored;
        let name = CommunityName { id: community.id.0, street: household.street.clone(), name: household.community.clone() };
        let door = Door { household: household.id, code: household.code.clone(), community: name, address: household.address.clone() };
        Home { household, community, door, assignments }
    }

    pub fn name_of(&self, resident: ResidentId) -> Option<String> {
        self.household.residents.iter().find(|known| known.id == resident).map(|known| known.name.clone())
    }

    pub fn is_within(&self, place: Place) -> bool {
        Place::Community(self.community).is_within(place)
    }

    pub fn is_in_quarantine(&self, date: Date) -> bool {
        self.household.running_on(date).next().is_some()
    }

    /// Its place in every list: by street, community and code.
    pub fn order(&self) -> (&str, &str, &str) {
        (&self.household.street, &self.household.community, &self.household.code)
    }
}
