//! Who may do what to which account, as a table.

use daylog_domain::{access::Scope, ids::CommunityId, places::Community, time::Zone};

use super::*;

/// 1 January 1970, a quarter past eight in the district.
const NOW: Instant = Instant(1_000_000);
const SECRETARY: Viewer = Viewer::Secretary(Community { street: StreetId(1), id: CommunityId(11) });
const ELSEWHERE: Viewer = Viewer::Secretary(Community { street: StreetId(2), id: CommunityId(21) });
const DISTRICT: Manager = Manager { scope: Scope::Place(Place::District), account: Some(1) };
const STREET: Manager = Manager { scope: Scope::Place(Place::Street(StreetId(1))), account: Some(2) };

fn account(id: i64, viewers: &[Viewer]) -> StoredAccount {
    let roles = viewers.iter().zip(1..).map(|(viewer, role)| HeldRole { id: role, viewer: *viewer, from: Instant(0), until: None });
    StoredAccount {
        id,
        name: "某人".to_owned(),
        must_change: false,
        created_at: Instant(0),
        signed_in_at: None,
        locked_at: None,
        has_second_factor: true,
        roles: roles.collect(),
    }
}

fn asked(role: RoleName) -> RoleGrant {
    RoleGrant { role, street: None, community: None, team: None, last_day: None }
}

fn decided(stored: &StoredAccount, act: &AccountAct, by: Manager, has_other: bool) -> Result<Steps, String> {
    let decided = decide(stored, act, by, NOW, |_| Ok(has_other), |_| Ok((SECRETARY, None)));
    decided.map_err(|refusal| format!("{refusal:?}"))
}

#[test]
fn an_account_is_managed_by_whoever_stands_above_all_that_it_is() {
    for (viewers, district, street) in [
        (&[SECRETARY][..], true, true),
        (&[ELSEWHERE], true, false),
        (&[SECRETARY, ELSEWHERE], true, false),
        (&[SECRETARY, Viewer::District], true, false),
        (&[Viewer::Street(StreetId(1))], true, false),
        (&[], true, false),
    ] {
        let stored = account(9, viewers);
        assert_eq!((DISTRICT.manages(&stored, NOW), STREET.manages(&stored, NOW)), (district, street), "{viewers:?}");
    }
    let mut former = account(9, &[Viewer::District, SECRETARY]);
    former.roles[0].until = Some(NOW);
    assert!(STREET.manages(&former, NOW), "what it was counts no more");
}

#[test]
fn the_district_is_never_left_to_nobody_and_nobody_keeps_oneself_out() {
    let (end, lock, role) = (AccountAct::End, AccountAct::Lock, AccountAct::EndRole { role: 1 });
    let district = account(9, &[Viewer::District]);
    for (stored, act, by, has_other, decision) in [
        (&district, &lock, DISTRICT, true, Ok(Steps::Lock)),
        (&district, &lock, DISTRICT, false, Err("LastOfDistrict")),
        (&district, &end, DISTRICT, true, Ok(Steps::End)),
        (&district, &end, Manager::COMMAND, false, Err("LastOfDistrict")),
        (&district, &role, DISTRICT, false, Err("LastOfDistrict")),
        (&district, &role, DISTRICT, true, Ok(Steps::EndRole(district.roles[0]))),
        (&district, &AccountAct::Unlock, DISTRICT, false, Ok(Steps::Unlock)),
        (&district, &AccountAct::EndRole { role: 7 }, DISTRICT, true, Err("NotFound")),
        (&account(9, &[SECRETARY]), &end, STREET, false, Ok(Steps::End)),
        (&account(9, &[SECRETARY]), &AccountAct::ResetPassword, STREET, false, Ok(Steps::ResetPassword)),
        (&account(1, &[Viewer::District]), &lock, DISTRICT, true, Err("NotOneself")),
        (&account(1, &[Viewer::District]), &end, DISTRICT, true, Err("NotOneself")),
        (&account(1, &[Viewer::District]), &AccountAct::ResetPassword, DISTRICT, true, Err("NotOneself")),
        (&account(1, &[Viewer::District]), &AccountAct::RemoveSecondFactor, DISTRICT, true, Err("NotOneself")),
    ] {
        assert_eq!(decided(stored, act, by, has_other), decision.map_err(str::to_owned), "{act:?} by {by:?} of {stored:?}");
    }
}

#[test]
fn a_role_is_given_once() {
    let act = AccountAct::GrantRole { role: asked(RoleName::Secretary) };
    assert_eq!(decided(&account(9, &[SECRETARY]), &act, STREET, true), Err("HeldAlready".to_owned()));
    assert_eq!(decided(&account(9, &[ELSEWHERE]), &act, DISTRICT, true), Ok(Steps::Grant(SECRETARY, None)));
}

#[test]
fn a_role_needs_its_own_kind_of_place_and_somebody_above_it() {
    let community = Community { street: StreetId(1), id: CommunityId(11) };
    let known =
        daylog_storage::households::NamedCommunity { community, street: "河南街道".to_owned(), name: "白山社区".to_owned() };
    let names = Names { communities: vec![known], teams: Vec::new(), zone: Zone::SHANGHAI };
    let with = |role, street, community| RoleGrant { street, community, ..asked(role) };
    for (role, district, street) in [
        (asked(RoleName::District), Ok(Viewer::District), Err("Forbidden")),
        (with(RoleName::Street, Some(1), None), Ok(Viewer::Street(StreetId(1))), Err("Forbidden")),
        (with(RoleName::Street, Some(2), None), Err("BadPlace"), Err("BadPlace")),
        (asked(RoleName::Street), Err("BadPlace"), Err("BadPlace")),
        (with(RoleName::Secretary, None, Some(11)), Ok(SECRETARY), Ok(SECRETARY)),
        (with(RoleName::Secretary, Some(1), Some(11)), Err("BadPlace"), Err("BadPlace")),
        (with(RoleName::Secretary, None, Some(12)), Err("BadPlace"), Err("BadPlace")),
        (asked(RoleName::Inspector), Ok(Viewer::Inspector(Place::District)), Err("Forbidden")),
        (with(RoleName::Inspector, None, Some(11)), Ok(Viewer::Inspector(Place::Community(community))), Err("Forbidden")),
        (asked(RoleName::Lead), Err("BadPlace"), Err("BadPlace")),
        (RoleGrant { last_day: "1969-12-31".parse().ok(), ..asked(RoleName::District) }, Err("TimeOver"), Err("TimeOver")),
        (RoleGrant { last_day: "1970-01-01".parse().ok(), ..asked(RoleName::District) }, Ok(Viewer::District), Err("Forbidden")),
    ] {
        let given =
            [DISTRICT, STREET].map(|by| viewer(&role, &names, by, NOW).map(|(viewer, _)| viewer).map_err(|refusal| format!("{refusal:?}")));
        assert_eq!(given, [district, street].map(|expected| expected.map_err(str::to_owned)), "{role:?}");
    }
}
