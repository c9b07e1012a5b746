//! The tree of places: district, street, community, and the premises below a community.
//! A place is named by its whole path, so that whether it lies within another needs no look at the tree.
//! Names, addresses and history of places are not here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{BadId, BuildingId, CommunityId, SiteId, StreetId, WorkplaceId};

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

/// What lies directly below a community. In JSON `{"kind": "building", "id": 7}`, as text `building:7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Premises {
    Site(SiteId),
    Building(BuildingId),
    Workplace(WorkplaceId),
}

/// The kinds of premises. What is stored or sent of one is this and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PremisesKind {
    Site,
    Building,
    Workplace,
}

impl PremisesKind {
    pub const ALL: [PremisesKind; 3] = [PremisesKind::Site, PremisesKind::Building, PremisesKind::Workplace];

    /// Its number in stored and sent bytes, never reused.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            PremisesKind::Site => 0,
            PremisesKind::Building => 1,
            PremisesKind::Workplace => 2,
        }
    }

    /// None for a kind that a later version wrote.
    #[must_use]
    pub fn of_code(code: u16) -> Option<Self> {
        PremisesKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its name in JSON, texts and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PremisesKind::Site => "site",
            PremisesKind::Building => "building",
            PremisesKind::Workplace => "workplace",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        PremisesKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Premises {
    #[must_use]
    pub fn new(kind: PremisesKind, id: u32) -> Self {
        match kind {
            PremisesKind::Site => Premises::Site(SiteId(id)),
            PremisesKind::Building => Premises::Building(BuildingId(id)),
            PremisesKind::Workplace => Premises::Workplace(WorkplaceId(id)),
        }
    }

    #[must_use]
    pub fn kind(self) -> PremisesKind {
        match self {
            Premises::Site(_) => PremisesKind::Site,
            Premises::Building(_) => PremisesKind::Building,
            Premises::Workplace(_) => PremisesKind::Workplace,
        }
    }

    /// Its number, which another kind of premises may have too.
    #[must_use]
    pub fn id(self) -> u32 {
        match self {
            Premises::Site(SiteId(id)) | Premises::Building(BuildingId(id)) | Premises::Workplace(WorkplaceId(id)) => id,
        }
    }
}

impl fmt::Display for Premises {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind().name(), self.id())
    }
}

impl FromStr for Premises {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let (kind, id) = text.split_once(':').ok_or(BadId)?;
        Ok(Premises::new(PremisesKind::named(kind).ok_or(BadId)?, id.parse().map_err(|_| BadId)?))
    }
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

    #[test]
    fn premises_survive_their_text_and_their_code_and_nonsense_is_refused() {
        for kind in PremisesKind::ALL {
            let premises = Premises::new(kind, 7);
            assert_eq!((premises.kind(), premises.id()), (kind, 7));
            assert_eq!(premises.to_string().parse(), Ok(premises));
            assert_eq!(PremisesKind::of_code(kind.code()), Some(kind));
        }
        assert_eq!(PremisesKind::of_code(3), None);
        for nonsense in ["", "7", "building", "building:", ":7", "street:7", "building:x", "building:7:1"] {
            assert_eq!(nonsense.parse::<Premises>(), Err(BadId), "{nonsense}");
        }
    }
}
