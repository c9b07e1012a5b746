//! What holds for any tree, viewer and target: a narrower scope never sees more, a monitor sees no place, a lead's device
//! sees no reading beyond a cadre's.

use proptest::prelude::*;

use super::*;
use crate::{
    ids::{BuildingId, CadreId, CommunityId, SiteId, StreetId, TeamId, WorkplaceId},
    places::{Community, Place, Premises},
};

/// Few numbers, so that they meet often; a community's number says its street, as one number is given once.
fn communities() -> impl Strategy<Value = Community> {
    (0..3_u32, 0..3_u32).prop_map(|(street, id)| Community { street: StreetId(street), id: CommunityId(street * 10 + id) })
}

fn places() -> impl Strategy<Value = Place> {
    let premises = prop_oneof![
        (0..3_u32).prop_map(|id| Premises::Site(SiteId(id))),
        (0..3_u32).prop_map(|id| Premises::Building(BuildingId(id))),
        (0..3_u32).prop_map(|id| Premises::Workplace(WorkplaceId(id))),
    ];
    prop_oneof![
        Just(Place::District),
        (0..3_u32).prop_map(|street| Place::Street(StreetId(street))),
        communities().prop_map(Place::Community),
        (communities(), premises).prop_map(|(community, premises)| Place::Premises(community, premises)),
    ]
}

/// What a target is made of.
type Parts = (Vec<Place>, Vec<TeamId>, Vec<CadreId>);

fn parts() -> impl Strategy<Value = Parts> {
    let teams = prop::collection::vec((0..3_u32).prop_map(TeamId), 0..3);
    let cadres = prop::collection::vec((0..3_u32).prop_map(CadreId), 0..3);
    (prop::collection::vec(places(), 0..4), teams, cadres)
}

fn target((places, teams, cadres): &Parts) -> Resource<'_> {
    Resource { places, teams, cadres }
}

/// A place with what stands above it, the place itself first.
fn upwards(place: Place) -> Vec<Place> {
    let above = |community: Community| vec![Place::Community(community), Place::Street(community.street), Place::District];
    match place {
        Place::District => vec![place],
        Place::Street(_) => vec![place, Place::District],
        Place::Community(community) => above(community),
        Place::Premises(community, _) => [vec![place], above(community)].concat(),
    }
}

proptest! {
    #[test]
    fn a_narrower_scope_never_sees_more(parts in parts(), community in communities(), place in places()) {
        let target = target(&parts);
        let staff = [Viewer::Secretary(community), Viewer::Street(community.street), Viewer::District];
        let inspectors: Vec<Viewer> = upwards(place).into_iter().map(Viewer::Inspector).collect();
        for pair in staff.windows(2).chain(inspectors.windows(2)) {
            for action in Action::ALL {
                prop_assert!(!may(pair[0], *action, target) || may(pair[1], *action, target), "{:?} {action:?}", pair[0]);
            }
        }
    }

    #[test]
    fn a_monitor_and_a_stranger_see_no_place_no_team_and_nobody(parts in parts()) {
        let target = target(&parts);
        for action in Action::ALL {
            for viewer in [Viewer::Monitor, Viewer::Anyone] {
                prop_assert!(!may(viewer, *action, target) || target == Resource::NONE, "{viewer:?} {action:?}");
            }
        }
    }

    #[test]
    fn a_leads_device_adds_counts_of_the_team_to_a_cadres_and_no_reading(parts in parts(), cadre in 0..3_u32, team in 0..3_u32) {
        let target = target(&parts);
        for action in Action::ALL {
            let as_cadre = may(Viewer::CadresDevice(CadreId(cadre)), *action, target);
            let as_lead = may(Viewer::LeadsDevice(CadreId(cadre), TeamId(team)), *action, target);
            let adds = *action == Action::SeeCounts && target.teams.contains(&TeamId(team));
            prop_assert_eq!(as_lead, as_cadre || adds, "{:?}", action);
        }
    }

    #[test]
    fn a_device_sees_nothing_that_is_not_its_cadres(parts in parts(), cadre in 0..3_u32) {
        let target = target(&parts);
        let is_own = target == Resource::NONE || target.cadres.contains(&CadreId(cadre));
        for action in Action::ALL {
            prop_assert!(is_own || !may(Viewer::CadresDevice(CadreId(cadre)), *action, target), "{action:?}");
        }
    }

    #[test]
    fn a_lead_sees_the_own_team_and_no_word_of_a_resident(parts in parts(), team in 0..3_u32) {
        let target = target(&parts);
        let lead = Viewer::Lead(TeamId(team));
        for hidden in [Action::SeeHousehold, Action::SeeEntries, Action::SeeDocumentNumbers] {
            prop_assert!(!may(lead, hidden, target), "{hidden:?}");
        }
        let is_own = target == Resource::NONE || target.teams.contains(&TeamId(team));
        for action in Action::ALL {
            prop_assert!(is_own || !may(lead, *action, target), "{action:?}");
        }
    }
}
