//! The roles that accounts hold: their names, which of several a session begins with, who stands above one, and which ask for a
//! second factor. How an account is kept, and how it signs in, is not decided here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Viewer;
use crate::places::Place;

/// A role by its name alone, without the part of the district that it is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    District,
    Street,
    Secretary,
    Inspector,
    Lead,
    Monitor,
}

impl RoleName {
    /// The widest first.
    pub const ALL: [RoleName; 6] =
        [RoleName::District, RoleName::Street, RoleName::Secretary, RoleName::Inspector, RoleName::Lead, RoleName::Monitor];

    /// As it is stored and written in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RoleName::District => "district",
            RoleName::Street => "street",
            RoleName::Secretary => "secretary",
            RoleName::Inspector => "inspector",
            RoleName::Lead => "lead",
            RoleName::Monitor => "monitor",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        RoleName::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Viewer {
    /// The role that an account holds as this viewer; none for whoever signs in with no account.
    #[must_use]
    pub fn role(self) -> Option<RoleName> {
        match self {
            Viewer::District => Some(RoleName::District),
            Viewer::Street(_) => Some(RoleName::Street),
            Viewer::Secretary(_) => Some(RoleName::Secretary),
            Viewer::Inspector(_) => Some(RoleName::Inspector),
            Viewer::Lead(_) => Some(RoleName::Lead),
            Viewer::Monitor => Some(RoleName::Monitor),
            Viewer::Anyone | Viewer::CadresDevice(_) | Viewer::LeadsDevice(..) => None,
        }
    }

    /// Whether a password alone is too little for what this viewer sees: the whole district, or the records with their signs.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        matches!(self, Viewer::District | Viewer::Inspector(_))
    }
}

/// The viewer that a session begins as, of all that a person may be: the one that reaches furthest, and of those that reach equally
/// far the one that was given first. Acting comes before looking: an inspector only looks. The person may choose another one.
#[must_use]
pub fn widest(viewers: impl IntoIterator<Item = Viewer>) -> Option<Viewer> {
    viewers.into_iter().min_by_key(|viewer| viewer.role().map_or(u8::MAX, |role| role as u8))
}

/// Whose place an account lies below: who manages accounts there may manage it. A secretary's is the street; everybody else's is
/// the district, whose own accounts manage each other.
#[must_use]
pub fn place_above(viewer: Viewer) -> Place {
    match viewer {
        Viewer::Secretary(community) => Place::Street(community.street),
        _ => Place::District,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Action, Resource, may},
        ids::{CommunityId, StreetId, TeamId},
        places::Community,
    };

    const fn secretary(street: u32, id: u32) -> Viewer {
        Viewer::Secretary(Community { street: StreetId(street), id: CommunityId(id) })
    }

    const STREET: Viewer = Viewer::Street(StreetId(1));
    const INSPECTOR: Viewer = Viewer::Inspector(Place::District);
    const LEAD: Viewer = Viewer::Lead(TeamId(1));

    #[test]
    fn of_several_roles_the_widest_comes_first_and_of_equal_ones_the_first() {
        for (held, widest_of) in [
            (vec![], None),
            (vec![secretary(1, 2), STREET, LEAD], Some(STREET)),
            (vec![INSPECTOR, secretary(1, 2)], Some(secretary(1, 2))),
            (vec![secretary(2, 3), secretary(1, 2)], Some(secretary(2, 3))),
            (vec![Viewer::Monitor, LEAD, INSPECTOR], Some(INSPECTOR)),
            (vec![STREET, Viewer::District], Some(Viewer::District)),
        ] {
            assert_eq!(widest(held.clone()), widest_of, "{held:?}");
        }
    }

    #[test]
    fn an_account_is_managed_by_who_stands_above_it_and_by_nobody_beside_or_below_it() {
        for (account, district, own_street, other_street) in [
            (secretary(1, 2), true, true, false),
            (STREET, true, false, false),
            (INSPECTOR, true, false, false),
            (Viewer::Inspector(Place::Street(StreetId(1))), true, false, false),
            (LEAD, true, false, false),
            (Viewer::Monitor, true, false, false),
            (Viewer::District, true, false, false),
        ] {
            let above = place_above(account);
            let managed = [Viewer::District, STREET, Viewer::Street(StreetId(2))]
                .map(|viewer| may(viewer, Action::ManageAccounts, Resource::place(&above)));
            assert_eq!(managed, [district, own_street, other_street], "{account:?}");
            for nobody in [secretary(1, 2), INSPECTOR, LEAD, Viewer::Monitor, Viewer::Anyone] {
                assert!(!may(nobody, Action::ManageAccounts, Resource::place(&above)), "{nobody:?} manages {account:?}");
            }
        }
    }

    #[test]
    fn every_role_has_its_name_and_the_district_and_inspectors_need_a_second_factor() {
        for role in RoleName::ALL {
            assert_eq!(RoleName::named(role.name()), Some(role));
        }
        assert_eq!(RoleName::named("anyone"), None);
        let held = [Viewer::District, STREET, secretary(1, 2), INSPECTOR, LEAD, Viewer::Monitor];
        assert_eq!(held.map(Viewer::needs_second_factor), [true, false, false, true, false, false]);
    }
}
