//! What the district knows, found by what names and codes mean rather than by their bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use daylog_domain::{
    access::{Resource, Scope},
    change::{Field, Subject},
    fold,
    ids::{CommunityId, StreetId},
    places::{self, Place},
    time::Instant,
};
use daylog_storage::{
    changes::AssignedByHand,
    roster::{Known, KnownAssignment, KnownCadre, KnownHousehold, KnownResident},
};

use super::steps::Id;
use crate::{
    assignment_history::still_counts,
    roster::{phone, zeros},
};

/// A community, and how it is spelled with its street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Community {
    pub(super) id: Id,
    pub(super) full: String,
}

/// A cadre who is known, or whom an earlier row of the file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cadre {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) office: String,
    pub(super) phone: Option<String>,
    pub(super) has_device: bool,
}

impl Cadre {
    pub(super) fn full(&self) -> String {
        format!("{}/{}", self.name, self.office)
    }
}

/// A household that is stored, with who lives there and who looked or looks after it.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub(super) household: KnownHousehold,
    pub(super) residents: Vec<KnownResident>,
    pub(super) assignments: Vec<KnownAssignment>,
}

/// Where the person of a document is known: the household's code, and the person's folded name.
#[derive(Debug, Clone)]
pub(super) struct Whereabouts {
    pub(super) household: String,
    pub(super) community: i64,
    pub(super) name: String,
}

/// Of several that mean the same, as an older version stored them, the one with a device or the oldest stands for all.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) streets: HashMap<String, Id>,
    /// By street and folded name.
    pub(super) communities: BTreeMap<(Id, String), Community>,
    /// How each stored community is spelled with its street.
    pub(super) places: HashMap<i64, String>,
    /// The street of each stored community.
    streets_of: HashMap<i64, i64>,
    /// By folded name and office.
    pub(super) cadres: BTreeMap<(String, String), Cadre>,
    /// Every stored one, also where several mean the same.
    pub(super) stored_cadres: HashMap<i64, Cadre>,
    /// By folded code.
    codes: HashMap<String, i64>,
    homes: HashMap<i64, Home>,
    /// Folded codes of digits only, by what is left without the zeros in front.
    numbers: HashMap<String, String>,
    pub(super) documents: HashMap<String, Whereabouts>,
    /// Fields that were corrected by hand, and not by a file since.
    pub(super) by_hand: BTreeSet<(Subject, i64, Field)>,
    /// The folded names that residents had before.
    pub(super) former_names: HashMap<i64, BTreeSet<String>>,
    /// By folded name and one of the person's telephone numbers.
    pub(super) dialled: HashMap<(String, String), Whereabouts>,
}

impl Index {
    pub(super) fn new(known: Known, now: Instant) -> Self {
        let Known { streets, communities, mut cadres, households, residents, assignments, by_hand, assigned_by_hand, former_names } = known;
        let mut index = Index { by_hand, ..Index::default() };
        let of_household = |done: &AssignedByHand| (Subject::Household, done.household, Field::Assignments);
        index.by_hand.extend(assigned_by_hand.iter().filter(|done| still_counts(done, now)).map(of_household));
        for (resident, name) in former_names {
            index.former_names.entry(resident).or_default().insert(fold::name(&name));
        }
        let names: HashMap<i64, String> = streets.into_iter().map(|street| (street.id, street.name)).collect();
        let mut by_age: Vec<_> = names.iter().collect();
        by_age.sort_unstable();
        for (id, name) in by_age {
            index.streets.entry(fold::name(name)).or_insert(Id::Stored(*id));
        }
        for community in communities {
            let street = names.get(&community.street).map_or("", String::as_str);
            let full = format!("{street}/{}", community.name);
            index.places.insert(community.id, full.clone());
            index.streets_of.insert(community.id, community.street);
            let key = (Id::Stored(community.street), fold::name(&community.name));
            index.communities.entry(key).or_insert(Community { id: Id::Stored(community.id), full });
        }
        cadres.sort_by_key(|cadre| !cadre.has_device);
        cadres.into_iter().for_each(|cadre| index.insert_cadre(cadre));
        households.into_iter().for_each(|household| index.insert_household(household));
        residents.into_iter().for_each(|resident| index.insert_resident(resident));
        for assignment in assignments {
            if let Some(home) = index.homes.get_mut(&assignment.household) {
                home.assignments.push(assignment);
            }
        }
        index
    }

    fn insert_cadre(&mut self, cadre: KnownCadre) {
        let KnownCadre { id, name, office, phone, has_device } = cadre;
        let cadre = Cadre { id: Id::Stored(id), name, office, phone, has_device };
        self.stored_cadres.insert(id, cadre.clone());
        self.cadres.entry(fold::cadre(&cadre.name, &cadre.office)).or_insert(cadre);
    }

    fn insert_household(&mut self, household: KnownHousehold) {
        self.remember_number(&household.code);
        self.codes.entry(fold::code(&household.code)).or_insert(household.id);
        self.homes.insert(household.id, Home { household, residents: Vec::new(), assignments: Vec::new() });
    }

    fn insert_resident(&mut self, resident: KnownResident) {
        let Some(home) = self.homes.get_mut(&resident.household) else { return };
        let KnownHousehold { code, community, .. } = &home.household;
        let name = fold::name(&resident.name);
        let whereabouts = || Whereabouts { household: code.clone(), community: *community, name: name.clone() };
        for number in numbers(resident.phone.as_deref()) {
            self.dialled.entry((name.clone(), number)).or_insert_with(whereabouts);
        }
        if let Some(document) = &resident.document {
            self.documents.entry(fold::code(document)).or_insert_with(whereabouts);
        }
        home.residents.push(resident);
    }

    pub(super) fn remember_number(&mut self, code: &str) {
        let folded = fold::code(code);
        if let Some((number, _)) = zeros::number_of(&folded).filter(|(number, _)| !number.is_empty()) {
            self.numbers.entry(number.to_owned()).or_insert_with(|| folded.clone());
        }
    }

    /// Another code that is this one but for zeros in front.
    pub(super) fn other_with_zeros(&self, code: &str) -> Option<&str> {
        let folded = fold::code(code);
        let (number, _) = zeros::number_of(&folded)?;
        let other = self.numbers.get(number)?;
        (*other != folded && !self.codes.contains_key(&folded)).then_some(other.as_str())
    }

    /// The household of this code.
    pub(super) fn home(&self, code: &str) -> Option<Home> {
        self.codes.get(&fold::code(code)).and_then(|id| self.homes.get(id)).cloned()
    }

    /// Where a row lies: as far down as the district knows it.
    pub(super) fn place_named(&self, street: &str, community: &str) -> Place {
        let Some(street) = self.streets.get(&fold::name(street)) else { return Place::District };
        match self.communities.get(&(*street, fold::name(community))).map(|community| community.id) {
            Some(Id::Stored(community)) => self.place_of(community),
            _ => stored(*street).map_or(Place::District, |street| Place::Street(StreetId(street))),
        }
    }

    /// Where a stored community lies.
    pub(super) fn place_of(&self, community: i64) -> Place {
        let street = self.streets_of.get(&community).and_then(|street| u32::try_from(*street).ok());
        match (street, u32::try_from(community)) {
            (Some(street), Ok(id)) => Place::Community(places::Community { street: StreetId(street), id: CommunityId(id) }),
            _ => Place::District,
        }
    }

    /// Where the household of this code lies.
    pub(super) fn place_of_home(&self, code: &str) -> Option<Place> {
        let home = self.codes.get(&fold::code(code)).and_then(|id| self.homes.get(id))?;
        Some(self.place_of(home.household.community))
    }

    /// The cadres who look after anybody there, or did.
    pub(super) fn cadres_within(&self, scope: Scope) -> BTreeSet<i64> {
        let is_there = |home: &&Home| scope.covers(Resource::place(&self.place_of(home.household.community)));
        self.homes.values().filter(is_there).flat_map(|home| &home.assignments).map(|held| held.cadre).collect()
    }

    /// Another cadre of the same name, at another office.
    pub(super) fn namesake(&self, name: &str, office: &str) -> Option<&Cadre> {
        let (name, office) = fold::cadre(name, office);
        self.cadres
            .range((name.clone(), String::new())..)
            .take_while(|((other, _), _)| *other == name)
            .map(|(_, cadre)| cadre)
            .find(|cadre| fold::name(&cadre.office) != office)
    }

    /// The households that these cadres look after as far as devices were told.
    pub(super) fn homes_of(&self, cadres: &BTreeSet<i64>) -> impl Iterator<Item = i64> {
        let all = self.homes.values().flat_map(|home| &home.assignments);
        all.filter(move |held| held.is_in_feed && cadres.contains(&held.cadre)).map(|held| held.household)
    }
}

/// Each number of a person by what it means.
pub(super) fn numbers(phone: Option<&str>) -> impl Iterator<Item = String> + '_ {
    phone.into_iter().flat_map(|phone| phone.split(phone::BETWEEN)).map(fold::phone)
}

fn stored(id: Id) -> Option<u32> {
    match id {
        Id::Stored(id) => u32::try_from(id).ok(),
        Id::New(_) => None,
    }
}
