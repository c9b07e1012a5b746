//! A role that somebody asks to give: whether its place is there, and whether it is the asker's to give.

use daylog_domain::{
    access::{RoleName, Viewer},
    ids::{StreetId, TeamId},
    places::Place,
    time::Instant,
};

use super::manager::{ManageRefusal, Manager};
use crate::{types::RoleGrant, views::roles::Names};

/// The viewer that is asked for and until when, where its place is there and it is the asker's to give.
pub(super) fn viewer(asked: &RoleGrant, names: &Names, by: Manager, now: Instant) -> Result<(Viewer, Option<Instant>), ManageRefusal> {
    let until = asked.last_day.map(|last| names.zone.day(last).1);
    if until.is_some_and(|until| until <= now) {
        return Err(ManageRefusal::TimeOver);
    }
    let viewer = named(asked, names).ok_or(ManageRefusal::BadPlace)?;
    if by.stands_above(viewer) { Ok((viewer, until)) } else { Err(ManageRefusal::Forbidden) }
}

fn named(asked: &RoleGrant, names: &Names) -> Option<Viewer> {
    let street = |id: u32| names.streets().iter().any(|known| known.id == id).then_some(StreetId(id));
    let community = |id: u32| names.communities.iter().map(|known| known.community).find(|known| known.id.0 == id);
    let team = |id: u32| names.teams.iter().any(|known| known.id.0 == id).then_some(TeamId(id));
    match (asked.role, asked.street, asked.community, asked.team) {
        (RoleName::District, None, None, None) => Some(Viewer::District),
        (RoleName::Street, Some(id), None, None) => street(id).map(Viewer::Street),
        (RoleName::Secretary, None, Some(id), None) => community(id).map(Viewer::Secretary),
        (RoleName::Inspector, None, None, None) => Some(Viewer::Inspector(Place::District)),
        (RoleName::Inspector, Some(id), None, None) => street(id).map(|street| Viewer::Inspector(Place::Street(street))),
        (RoleName::Inspector, None, Some(id), None) => community(id).map(|community| Viewer::Inspector(Place::Community(community))),
        (RoleName::Lead, None, None, Some(id)) => team(id).map(Viewer::Lead),
        (RoleName::Monitor, None, None, None) => Some(Viewer::Monitor),
        _ => None,
    }
}

/// As the audit names it.
pub(super) fn role_code(viewer: Viewer) -> &'static str {
    viewer.role().map_or("", RoleName::name)
}
