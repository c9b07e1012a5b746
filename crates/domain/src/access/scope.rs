//! How far an action reaches, and what an action is about.

use std::slice;

use crate::{
    ids::{CadreId, TeamId},
    places::Place,
};

/// What a viewer may do something to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Nothing,
    /// Allowed, and nothing of any place comes with it.
    NoPlace,
    /// This place and everything below it. `Place::District` is everything, what lies at no place included.
    Place(Place),
    /// This team's work.
    Team(TeamId),
    /// This cadre's own: the households assigned to them, what they wrote about places, and what the records say of themselves.
    Cadre(CadreId),
}

/// What is to be seen or changed: where it lies, and whose work it is. What is left out covers nothing.
///
/// A household lies at one place and is the work of the cadres who look after it, and of their teams.
/// An entry about a place lies there, by the path that the place has now, and is the work of who wrote it.
/// A cadre, and so a device, lies at every place whose households the cadre looks after; one of them in scope is enough.
/// An act that needs all its places in scope (a roster, a move to another community) asks about each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resource<'a> {
    pub places: &'a [Place],
    pub teams: &'a [TeamId],
    pub cadres: &'a [CadreId],
}

impl<'a> Resource<'a> {
    /// Something that lies at no place: settings, the server, the own session.
    pub const NONE: Resource<'static> = Resource { places: &[], teams: &[], cadres: &[] };

    #[must_use]
    pub fn place(place: &'a Place) -> Self {
        Resource { places: slice::from_ref(place), ..Resource::default() }
    }

    #[must_use]
    pub fn team(team: &'a TeamId) -> Self {
        Resource { teams: slice::from_ref(team), ..Resource::default() }
    }

    #[must_use]
    pub fn cadre(cadre: &'a CadreId) -> Self {
        Resource { cadres: slice::from_ref(cadre), ..Resource::default() }
    }
}

impl Scope {
    #[must_use]
    pub fn covers(self, resource: Resource<'_>) -> bool {
        match self {
            Scope::Nothing => false,
            Scope::NoPlace => resource == Resource::NONE,
            Scope::Place(Place::District) => true,
            Scope::Place(outer) => resource.places.iter().any(|place| place.is_within(outer)),
            Scope::Team(team) => resource.teams.contains(&team),
            Scope::Cadre(cadre) => resource.cadres.contains(&cadre),
        }
    }
}
