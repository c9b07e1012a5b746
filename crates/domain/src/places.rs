//! The tree of places: district, street, community, and the premises below a community.
//! A place is named by its whole path, so that whether it lies within another needs no look at the tree.
//! Names, addresses and history of places are not here.

use crate::ids::{BuildingId, CommunityId, SiteId, StreetId, WorkplaceId};

/// One place of the district. The district has no id: it is everything that one server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    District,
    Street(StreetId),
    Community(Community),
    Premises(Community, Premises),
}

/// A community with the street that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Community {
    pub street: StreetId,
    pub id: CommunityId,
}

/// What lies directly below a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Premises {
    Site(SiteId),
    Building(BuildingId),
    Workplace(WorkplaceId),
}

impl Place {
    /// Whether this is `other` or lies below it.
    #[must_use]
    pub fn is_within(self, other: Place) -> bool {
        match other {
            Place::District => true,
            Place::Street(street) => self.street() == Some(street),
            Place::Community(community) => self.community() == Some(community),
            Place::Premises(..) => self == other,
        }
    }

    fn street(self) -> Option<StreetId> {
        match self {
            Place::District => None,
            Place::Street(street) => Some(street),
            Place::Community(community) | Place::Premises(community, _) => Some(community.street),
        }
    }

    fn community(self) -> Option<Community> {
        match self {
            Place::District | Place::Street(_) => None,
            Place::Community(community) | Place::Premises(community, _) => Some(community),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn community(street: u32, id: u32) -> Community {
        Community { street: StreetId(street), id: CommunityId(id) }
    }

    const BUILDING: Place = Place::Premises(community(1, 11), Premises::Building(BuildingId(7)));
    /// The same number as the building's, and another kind of thing.
    const SITE: Place = Place::Premises(community(1, 11), Premises::Site(SiteId(7)));
    const ALL: [Place; 8] = [
        Place::District,
        Place::Street(StreetId(1)),
        Place::Street(StreetId(2)),
        Place::Community(community(1, 11)),
        Place::Community(community(1, 12)),
        Place::Community(community(2, 21)),
        BUILDING,
        SITE,
    ];

    #[test]
    fn a_place_lies_within_itself_and_what_stands_above_it_and_nothing_else() {
        for (outer, inside) in [
            (Place::District, ALL.to_vec()),
            (
                Place::Street(StreetId(1)),
                vec![Place::Street(StreetId(1)), Place::Community(community(1, 11)), Place::Community(community(1, 12)), BUILDING, SITE],
            ),
            (Place::Street(StreetId(2)), vec![Place::Street(StreetId(2)), Place::Community(community(2, 21))]),
            (Place::Community(community(1, 11)), vec![Place::Community(community(1, 11)), BUILDING, SITE]),
            (Place::Community(community(1, 12)), vec![Place::Community(community(1, 12))]),
            (BUILDING, vec![BUILDING]),
            (SITE, vec![SITE]),
        ] {
            let found: Vec<Place> = ALL.into_iter().filter(|place| place.is_within(outer)).collect();
            assert_eq!(found, inside, "within {outer:?}");
        }
    }
}
