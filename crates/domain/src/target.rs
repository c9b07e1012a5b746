//! What a check or an entry is about: a household, perhaps one resident of it, or a place. Knows neither of them.

use crate::{
    ids::{HouseholdId, ResidentId},
    places::Premises,
};

/// Entry and check meet on the same target only, so a place's never counts for a household of the same number.
///
/// Of a place only its kind and number are said, not what stands above it: the tree of places can be changed, an entry cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Household { household: HouseholdId, resident: Option<ResidentId> },
    Place(Premises),
}

impl Target {
    /// A household's door, or one resident behind it.
    #[must_use]
    pub fn home(household: HouseholdId, resident: Option<ResidentId>) -> Self {
        Target::Household { household, resident }
    }

    /// None for a place.
    #[must_use]
    pub fn household(self) -> Option<HouseholdId> {
        match self {
            Target::Household { household, .. } => Some(household),
            Target::Place(_) => None,
        }
    }

    #[must_use]
    pub fn resident(self) -> Option<ResidentId> {
        match self {
            Target::Household { resident, .. } => resident,
            Target::Place(_) => None,
        }
    }

    /// None for a household.
    #[must_use]
    pub fn place(self) -> Option<Premises> {
        match self {
            Target::Household { .. } => None,
            Target::Place(premises) => Some(premises),
        }
    }

    /// The same without its resident: the door.
    #[must_use]
    pub fn door(self) -> Self {
        match self {
            Target::Household { household, .. } => Target::home(household, None),
            place @ Target::Place(_) => place,
        }
    }
}
